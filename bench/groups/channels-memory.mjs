import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { ALONE } from '../harness/processors.mjs';

const SIZES = [10, 100, 1_000, 10_000];
const SCRIPT = fileURLToPath(new URL('../harness/channels-held.mjs', import.meta.url));

/** @param name of a function of `growing-app.mjs` */
const heldCase = (title, size, name) => ({
  title,
  async measure() {
    const words = [process.execPath, '--expose-gc', SCRIPT, name, String(size)];
    const [command, ...all] = [...ALONE, ...words];
    const { stdout, stderr, status } = spawnSync(command, all, { encoding: 'utf8' });
    const bytes = Number(stdout);
    if (status !== 0 || !(bytes > 0)) throw new Error(`${title}: ${stderr}`);
    return bytes;
  },
});

const cases = {};
for (const size of SIZES) {
  cases[`floor/${size}`] = heldCase('floor', size, 'openTopics');
  cases[`holon/${size}`] = heldCase('holon', size, 'openChannels');
}
const pointsOf = (name) => SIZES.map((size) => [size, `${name}/${size}`]);

export const group = {
  name: 'channels-memory',
  unit: 'bytes',
  title: 'Memory held by each of ever more channels',
  about:
    'Heap for each empty channel of a launched app, after a garbage collection: the class, what @Channel notes, the ' +
    'rights, the log, the timers. The floor is a map of as many strict floors of a write. Goal: a channel among many ' +
    'holds no more than one among few.',
  cases,
  rows: [
    {
      name: 'memory of a channel among 10 000 : among 100',
      ours: 'holon/10000',
      relativeTo: 'holon/100',
      limit: { of: 'floor/10000', relativeTo: 'floor/100' },
      goal: { atMost: 1 },
    },
  ],
  plot: {
    file: 'channels-memory',
    x: 'channels',
    series: { holon: pointsOf('holon'), floor: pointsOf('floor') },
  },
};
