import { simulate, SimulationFailure } from 'holon/testing';

import type { Planted } from './planted';

/** What a simulation of the planted bug breaks, if anything. */
export async function failureOf(
  { root, settings }: Planted,
  seed: number,
  only?: readonly string[],
): Promise<SimulationFailure | undefined> {
  try {
    await simulate(root, { ...settings, seed, ...(only === undefined ? {} : { only }) });
    return undefined;
  } catch (error) {
    if (error instanceof SimulationFailure) return error;
    throw error;
  }
}
