/** Plays one failure again in a process of its own: `replay.ts <planted> <seed> <only as JSON>`; reports the hash of its trace. */
import 'reflect-metadata';

import { report } from '../shared/report';
import { failureOf } from './failure-of';
import { PLANTED } from './planted';

async function main([name, seed, only = '[]']: readonly string[]): Promise<void> {
  const planted = PLANTED.find((one) => one.name === name);
  if (planted === undefined) throw new Error(`there is no planted bug '${String(name)}'`);
  const faults = JSON.parse(only) as readonly string[]; // as simulation.ts has written it
  const failure = await failureOf(planted, Number(seed), faults);
  report({ traceHash: failure?.traceHash });
}

void main(process.argv.slice(2));
