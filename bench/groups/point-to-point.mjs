import { assertEqual, content } from '../harness/message.mjs';

/** @param open answers `pass`: sends one message, receives it and answers its content */
const passCase = (title, open) => ({
  title,
  batch: 1_000,
  batches: 400,
  warmupBatches: 200,
  async prepare() {
    const pass = await open();
    let received = 0;
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          const body = await pass(content());
          if (body.quantity === 3) received += 1;
        }
      },
      check: (sent) => assertEqual(received, sent, `${title} received`),
    };
  },
});

const openHolon = (observers) => async () => {
  const { holon } = await import('../harness/holon.mjs');
  const channel = new holon.InMemoryChannel({ name: 'orders', ...(observers && { observers }) });
  return async (body) => {
    await channel.send(body);
    return (await channel.receive()).content;
  };
};

/** A ring of fixed size, each step awaited. */
async function openRing() {
  const ring = new Array(1_024);
  let head = 0;
  let tail = 0;
  const send = async (body) => {
    ring[tail++ % 1_024] = body;
  };
  const receive = async () => ring[head++ % 1_024];
  return async (body) => {
    await send(body);
    return receive();
  };
}

export const group = {
  name: 'point-to-point',
  title: 'A queue of one process: send and receive',
  about: 'One message at a time, two awaits. The ring is the bare limit.',
  cases: {
    ring: passCase('ring', openRing),
    holon: passCase('holon', openHolon()),
    'holon, observed': passCase(
      'holon, observed',
      openHolon({ onSend: () => undefined, onReceive: () => undefined }),
    ),
  },
  rows: [
    {
      name: 'InMemoryChannel send + receive',
      ours: 'holon',
      limit: 'ring',
      goal: { microseconds: 0.4, atMost: 1 },
    },
    {
      name: 'InMemoryChannel send + receive, observed',
      ours: 'holon, observed',
      limit: 'ring',
      goal: { microseconds: 0.6, atMost: 1 },
    },
  ],
};
