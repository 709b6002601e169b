import { assertEqual, content } from '../harness/message.mjs';

const SIZES = [10, 100, 1_000, 10_000];
const COUNTS = { batch: 500, batches: 100, warmupBatches: 60 };
const MESSAGES = COUNTS.batch * (COUNTS.batches + COUNTS.warmupBatches);

/** @param name of a function of `growing-app.mjs` */
const writeCase = (title, size, name) => ({
  title,
  ...COUNTS,
  async prepare() {
    const apps = await import('../harness/growing-app.mjs');
    const { write, count, close } = await apps[name](size, MESSAGES);
    let next = 0;
    return {
      async run(batch) {
        for (let n = 0; n < batch; n += 1) {
          await write(next, content());
          next = next + 1 === size ? 0 : next + 1;
        }
      },
      check: async (written) => assertEqual(await count(), written, `${title} kept`),
      close,
    };
  },
});

const cases = {};
for (const size of SIZES) {
  cases[`strict floor/${size}`] = writeCase('strict floor', size, 'openTopics');
  cases[`holon/${size}`] = writeCase('holon', size, 'openChannels');
}
const pointsOf = (name) => SIZES.map((size) => [size, `${name}/${size}`]);

export const group = {
  name: 'channels-write',
  title: 'A write among ever more channels',
  about:
    `One write awaited at a time, to each channel of an app in turn; all ${MESSAGES} messages are kept, so that what grows ` +
    'is the number of channels alone. Goal as for a backlog.',
  cases,
  rows: [
    {
      name: 'write among 10 000 channels : among 10',
      ours: 'holon/10000',
      relativeTo: 'holon/10',
      limit: { of: 'strict floor/10000', relativeTo: 'strict floor/10' },
      goal: { atMost: 2.2 },
    },
  ],
  plot: {
    file: 'channels-write',
    x: 'channels',
    series: { holon: pointsOf('holon'), 'strict floor': pointsOf('strict floor') },
  },
};
