import { Queue } from '../floors/queue.mjs';
import { assertEqual, content } from '../harness/message.mjs';

const BACKLOGS = [1_000, 10_000, 100_000, 1_000_000];

const growthCase = (title, backlog, open) => ({
  title,
  batch: 500,
  batches: 300,
  warmupBatches: 60,
  async prepare() {
    let next = 0;
    let expected = 0;
    const queue = await open(backlog);
    for (let n = 0; n < backlog; n += 1) await queue.write({ ...content(), quantity: next++ });
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          await queue.write({ ...content(), quantity: next++ });
          const body = await queue.take();
          assertEqual(body.quantity, expected, `${title}: the oldest message`);
          expected += 1;
        }
      },
      check: (written) => assertEqual(expected, written, `${title} acknowledged`),
      close: queue.close,
    };
  },
});

async function openHolon(backlog) {
  const { holon } = await import('../harness/holon.mjs');
  class Jobs extends holon.WorkQueueChannel {}
  const jobs = new Jobs({ id: 'jobs', retention: { maxCount: backlog + 1_000 } });
  await jobs.start();
  const client = new holon.ChannelClient('worker');
  client.connect(Jobs, jobs);
  const one = { limit: 1 };
  return {
    write: (body) => client.write(Jobs, body),
    async take() {
      const [claim] = await client.claim(Jobs, one);
      await claim.ack();
      return claim.content;
    },
    close: () => jobs.stop(),
  };
}

async function openFloor() {
  const queue = new Queue();
  return {
    write: (body) => queue.write('writer', body),
    async take() {
      const { message } = await queue.claim('worker', 300_000);
      await queue.acknowledge('worker', message.id);
      return message.content;
    },
  };
}

const cases = {};
for (const backlog of BACKLOGS) {
  cases[`holon/${backlog}`] = growthCase('holon', backlog, openHolon);
  cases[`floor/${backlog}`] = growthCase('floor', backlog, openFloor);
}
const pointsOf = (name) => BACKLOGS.map((backlog) => [backlog, `${name}/${backlog}`]);

export const group = {
  name: 'memory-queue-growth',
  title: 'A memory queue with a backlog',
  about:
    'Write one, claim the oldest, acknowledge it, with so many messages waiting. holon keeps up to 1 100 acknowledged ' +
    'messages beside the backlog; the floor keeps none.',
  cases,
  rows: [
    {
      name: 'memory queue, 1 M waiting : 1 k waiting',
      ours: 'holon/1000000',
      relativeTo: 'holon/1000',
      limit: { of: 'floor/1000000', relativeTo: 'floor/1000' },
      goal: { atMost: 2.2 },
    },
  ],
  plot: {
    file: 'memory-queue-growth',
    x: 'messages waiting',
    series: { holon: pointsOf('holon'), floor: pointsOf('floor') },
  },
};
