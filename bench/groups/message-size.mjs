import { StrictTopic } from '../floors/topic.mjs';
import { assertEqual } from '../harness/message.mjs';
import { countsOf, nameOf, orderOf, pointsOf, SIZES } from '../harness/sizes.mjs';

/** Messages that are kept, so that a million bytes each still fit. */
const KEPT = 16;

/** @param open answers `pass`: writes one message, reads it and answers its content */
const passCase = (title, bytes, open) => ({
  title,
  ...countsOf(bytes, { most: 500 }),
  async prepare() {
    const { pass, close } = await open();
    const body = orderOf(bytes);
    let read = 0;
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          body.number = n;
          const found = await pass(body);
          if (found.number === n && found.lines.length === body.lines.length) read += 1;
        }
      },
      check: (written) => assertEqual(read, written, `${title} read`),
      close,
    };
  },
});

async function openHolon() {
  const { holon } = await import('../harness/holon.mjs');
  class Orders extends holon.PassthroughChannel {}
  const orders = new Orders({ id: 'orders', retention: { maxCount: KEPT } });
  await orders.start();
  const client = new holon.ChannelClient('reader');
  client.connect(Orders, orders);
  const one = { limit: 1 };
  return {
    async pass(body) {
      await client.write(Orders, body);
      const [message] = await client.read(Orders, one);
      return message.content;
    },
    close: () => orders.stop(),
  };
}

async function openFloor() {
  const topic = new StrictTopic(KEPT);
  let last;
  topic.subscribers.push(async (message) => {
    last = message.content;
  });
  return {
    async pass(body) {
      await topic.publish('writer', body);
      return last;
    },
  };
}

/** What whoever hands it to another process pays at least. */
async function openJson() {
  return { pass: async (body) => JSON.parse(JSON.stringify(body)) };
}

const cases = {};
for (const bytes of SIZES) {
  cases[`strict floor/${bytes}`] = passCase('strict floor', bytes, openFloor);
  cases[`holon/${bytes}`] = passCase('holon', bytes, openHolon);
  cases[`JSON there and back/${bytes}`] = passCase('JSON there and back', bytes, openJson);
}

export const group = {
  name: 'message-size',
  title: 'Ever larger messages in memory',
  about:
    'Write one message, read it; its content is an order with as many lines as make the bytes of JSON. The strict floor ' +
    'copies and freezes the content, as holon does, and hands it to a subscriber. JSON there and back is what another ' +
    'process costs at least: it checks, freezes and keeps nothing. Goals as for a small message.',
  cases,
  rows: [1_000, 10_000, 1_000_000].map((bytes) => ({
    name: `write + read of ${nameOf(bytes)}`,
    ours: `holon/${bytes}`,
    peers: [`JSON there and back/${bytes}`],
    limit: `strict floor/${bytes}`,
    goal: { of: `strict floor/${bytes}`, atMost: 1.5 },
  })),
  plot: {
    file: 'message-size',
    x: 'bytes of JSON',
    scale: 'log',
    series: pointsOf(['holon', 'strict floor', 'JSON there and back']),
  },
};
