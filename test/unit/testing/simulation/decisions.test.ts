import type { Decisions } from '../../../../src/testing/simulation/decisions';
import { ratesOf } from '../../../../src/testing/simulation/faults';
import { partsOf, rates } from './parts';

/** Meets two places fifty times each; answers the faults that happened. */
function play(decisions: Decisions): readonly string[] {
  for (let turn = 0; turn < 50; turn += 1) {
    decisions.take('storeError', 'jobs.append');
    decisions.take('slowStore', 'jobs.append');
    decisions.take('storeError', 'jobs.claim');
  }
  return decisions.taken;
}

const often = rates({ storeError: 0.4, slowStore: 0.4 });
/** A seed that leaves none of the two alone. */
const SEED = 2;

describe('what goes wrong', () => {
  it('follows from the seed', () => {
    const first = play(partsOf({ seed: SEED, rates: often }).decisions);
    const second = play(partsOf({ seed: SEED, rates: often }).decisions);
    expect(first.length).toBeGreaterThan(20);
    expect(second).toEqual(first);
    const others = [3, 4, 5].map((seed) => play(partsOf({ seed, rates: often }).decisions).join());
    expect(new Set([first.join(), ...others]).size).toBe(4);
  });

  it('can be reduced to some of it, and the rest stays as it was', () => {
    const all = play(partsOf({ seed: SEED, rates: often }).decisions);
    const only = all.filter((_, index) => index % 3 === 0);
    expect(play(partsOf({ seed: SEED, rates: often, only }).decisions)).toEqual(only);
  });

  it('has the same details wherever it is left in', () => {
    const details = (only?: readonly string[]) => {
      const { decisions } = partsOf({ seed: SEED, rates: often, ...(only && { only }) });
      for (;;) {
        const random = decisions.take('storeError', 'jobs.claim');
        if (random !== undefined) return [decisions.taken, random.next()];
      }
    };
    const [names, detail] = details() as [string[], number];
    expect(details(names)).toEqual([names, detail]);
  });

  it('leaves each fault alone in some seeds', () => {
    const seeds = Array.from({ length: 30 }, (_, seed) => seed);
    const withErrors = seeds.filter((seed) =>
      play(partsOf({ seed, rates: often }).decisions).some((name) => name.startsWith('storeError')),
    );
    expect(withErrors.length).toBeGreaterThan(10);
    expect(withErrors.length).toBeLessThan(30);
  });

  it('ceases, but for what every machine does', () => {
    const { decisions } = partsOf({ seed: SEED, rates: often });
    decisions.calm();
    const kinds = new Set(play(decisions).map((name) => name.split(' ')[0]));
    expect([...kinds]).toEqual(['slowStore']);
  });
});

describe('the chances', () => {
  it('are all 0 for none, and the default where nothing is said', () => {
    expect(Object.values(ratesOf('none')).every((rate) => rate === 0)).toBe(true);
    expect(ratesOf({ crash: 0.5 })).toEqual({ ...ratesOf(undefined), crash: 0.5 });
  });

  it.each([
    [{ crush: 0.1 }, "there is no fault 'crush', did you mean 'crash'?"],
    [{ crash: 1.5 }, "the chance of 'crash' must be a number from 0 to 1, not 1.5"],
    [{ crash: 'often' }, "the chance of 'crash' must be a number from 0 to 1, not string"],
  ])('refuse %j', (faults, problem) => {
    expect(() => ratesOf(faults as never)).toThrow(problem);
  });
});
