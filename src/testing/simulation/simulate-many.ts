import type { SystemClass } from '../../decorators/metadata';
import { callPlace } from '../kit/call-place';
import { told } from '../kit/kit-error';
import { simulate } from './simulate';
import { checkSeed, checkSettings, type ManyOptions } from './simulation-options';

/** What all seeds together were like. */
export interface ManyResult {
  readonly seeds: number;
  readonly steps: number;
  readonly processes: number;
  /** Virtual milliseconds. */
  readonly elapsedMs: number;
  /** How many times each fault happened. */
  readonly faults: Readonly<Record<string, number>>;
}

/**
 * Simulates the app of `root` once for each seed, one after the other; the first that breaks an invariant ends it.
 * @throws as `simulate`
 */
export async function simulateMany(root: SystemClass, options: ManyOptions): Promise<ManyResult> {
  return told(() => playMany(root, options), callPlace());
}

async function playMany(root: SystemClass, options: ManyOptions): Promise<ManyResult> {
  checkSettings(options);
  const { seeds, ...settings } = options;
  const given: Partial<typeof seeds> | undefined = seeds; // who is not checked by the compiler may leave it out
  const from = checkSeed(given?.from, 'seeds.from');
  const count = checkSeed(given?.count, 'seeds.count');
  const faults: Record<string, number> = {};
  let steps = 0;
  let processes = 0;
  let elapsedMs = 0;
  for (let seed = from; seed < from + count; seed += 1) {
    const result = await simulate(root, { ...settings, seed });
    steps += result.steps;
    processes += result.processes;
    elapsedMs += result.elapsedMs;
    for (const name of result.faults) {
      const [fault = ''] = name.split(' ', 1);
      faults[fault] = (faults[fault] ?? 0) + 1;
    }
  }
  return { seeds: count, steps, processes, elapsedMs, faults };
}
