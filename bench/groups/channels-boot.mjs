import { assertEqual, content } from '../harness/message.mjs';

const SIZES = [10, 100, 1_000, 10_000];

/** @param name of a function of `growing-app.mjs` */
const bootCase = (title, size, name) => ({
  title,
  async measure() {
    const apps = await import('../harness/growing-app.mjs');
    const { tookMs, opened } = await apps.timeOnce(() => apps[name](size));
    for (let n = 0; n < size; n += 1) await opened.write(n, content());
    assertEqual(await opened.count(), size, `${title}: channels that take a message`);
    await opened.close();
    return tookMs;
  },
});

const cases = {};
for (const size of SIZES) {
  cases[`floor/${size}`] = bootCase('floor', size, 'openTopics');
  cases[`holon/${size}`] = bootCase('holon', size, 'openChannels');
}
const pointsOf = (name) => SIZES.map((size) => [size, `${name}/${size}`]);

export const group = {
  name: 'channels-boot',
  unit: 'ms',
  title: 'Starting an app of ever more channels',
  about:
    'createApp and launch, once in a fresh process that has loaded holon; each channel then has to take a message. The ' +
    'floor is a map of as many strict floors of a write. Goal: ten times as many cost at most ten times as much.',
  cases,
  rows: [
    {
      name: 'start with 10 000 channels : with 1 000',
      ours: 'holon/10000',
      relativeTo: 'holon/1000',
      limit: { of: 'floor/10000', relativeTo: 'floor/1000' },
      goal: { atMost: 10 },
    },
  ],
  plot: {
    file: 'channels-boot',
    x: 'channels',
    scale: 'log',
    series: { holon: pointsOf('holon'), floor: pointsOf('floor') },
  },
};
