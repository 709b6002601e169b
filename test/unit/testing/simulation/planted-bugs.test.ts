import { PLANTED, type Planted } from '../../../../proofs/simulation/planted';
import { simulate, SimulationFailure } from '../../../../src/testing';

jest.setTimeout(60_000);

async function failureOf(
  { root, settings }: Planted,
  seed: number,
  only?: readonly string[],
): Promise<SimulationFailure | undefined> {
  try {
    await simulate(root, { ...settings, seed, ...(only && { only }) });
    return undefined;
  } catch (error) {
    if (error instanceof SimulationFailure) return error;
    throw error;
  }
}

/** Where looking begins, so that it need not look for long; where nothing is said, at 1. */
const FIRST_SEED: Readonly<Record<string, number>> = { 'missed wake-up': 130 };

describe('a planted bug', () => {
  it.each(PLANTED.map((planted) => [planted.name, planted] as const))(
    'is found, made small and replayed: %s',
    async (name, planted) => {
      const from = FIRST_SEED[name] ?? 1;
      let failure: SimulationFailure | undefined;
      for (let seed = from; failure === undefined && seed < from + 400; seed += 1) {
        failure = await failureOf(planted, seed);
      }
      expect(planted.breaks).toContain(failure?.invariant);
      const again = await failureOf(planted, failure!.seed, failure!.only);
      expect(again).toMatchObject({ invariant: failure!.invariant, traceHash: failure!.traceHash });
    },
  );
});
