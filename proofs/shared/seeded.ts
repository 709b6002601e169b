import { parseArgs } from 'node:util';

import { Random } from './random';

/** Chance by `--seed`, or by a new one; says how to have it again. */
export function seededRandom(script: string): Random {
  const { values } = parseArgs({ options: { seed: { type: 'string' } } });
  const seed = Number(values.seed ?? process.hrtime.bigint() % 1_000_000n);
  console.log(`seed ${seed} (again with: npm run ${script} -- --seed ${seed})\n`);
  return new Random(seed);
}
