import { PLANTED, type Planted } from '../../../../proofs/simulation/planted';
import { simulate, SimulationFailure, type SimulationOptions } from '../../../../src/testing';

jest.setTimeout(60_000);

async function failureOf(
  { root, settings }: Planted,
  options: Pick<SimulationOptions, 'seed' | 'only' | 'shrinkRuns'>,
): Promise<SimulationFailure | undefined> {
  try {
    await simulate(root, { ...settings, ...options });
    return undefined;
  } catch (error) {
    if (error instanceof SimulationFailure) return error;
    throw error;
  }
}

/** Where looking begins, so that it need not look for long; where nothing is said, at 1. */
const FIRST_SEED: Readonly<Record<string, number>> = { 'missed wake-up': 130 };

async function find(planted: Planted): Promise<SimulationFailure> {
  const from = FIRST_SEED[planted.name] ?? 1;
  for (let seed = from; seed < from + 400; seed += 1) {
    const failure = await failureOf(planted, { seed });
    if (failure !== undefined) return failure;
  }
  throw new Error(`${planted.name} was not found`);
}

describe('a planted bug', () => {
  it.each(PLANTED.map((planted) => [planted.name, planted] as const))(
    'is found, made small and replayed: %s',
    async (_name, planted) => {
      const failure = await find(planted);
      const { invariant, only, seed, traceHash } = failure;
      expect(planted.breaks).toContain(invariant);
      const again = await failureOf(planted, { seed, only });
      expect(again).toMatchObject({ invariant, traceHash });

      const unshrunk = await failureOf(planted, { seed, shrinkRuns: 0 });
      expect(only.length).toBeLessThan(unshrunk!.only.length);
      expect(unshrunk!.only).toEqual(expect.arrayContaining([...only]));
      for (const left of only) {
        const without = only.filter((name) => name !== left);
        const other = await failureOf(planted, { seed, only: without });
        expect([left, other?.invariant]).not.toEqual([left, invariant]);
      }
    },
  );
});
