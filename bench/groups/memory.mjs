import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { ALONE } from '../harness/processors.mjs';

const SCRIPT = fileURLToPath(new URL('../harness/memory-held.mjs', import.meta.url));

/** Bytes of heap for each of a million messages. */
const heldCase = (title, name) => ({
  title,
  async measure() {
    const [command, ...words] = [...ALONE, process.execPath, '--expose-gc', SCRIPT, name];
    const { stdout, stderr, status } = spawnSync(command, words, { encoding: 'utf8' });
    const bytes = Number(stdout);
    if (status !== 0 || !(bytes > 0)) throw new Error(`${title}: ${stderr}`);
    return bytes;
  },
});

export const group = {
  name: 'memory',
  unit: 'bytes',
  title: 'Memory held by a million messages',
  about:
    'Heap for each message of about 200 bytes of JSON, after a garbage collection; the same contents in both. The limit ' +
    'is an array of the same frozen objects.',
  cases: { array: heldCase('array', 'array'), holon: heldCase('holon', 'holon') },
  rows: [
    {
      name: 'memory for each of 1 M messages of 200 bytes',
      ours: 'holon',
      limit: 'array',
      goal: { of: 'array', atMost: 1.5 },
    },
  ],
};
