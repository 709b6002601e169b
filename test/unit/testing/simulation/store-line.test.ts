import type { HolonError } from '../../../../src/errors/holon-error';
import { SeededRandom } from '../../../../src/testing/simulation/seeded-random';
import { StoreLine, type SimulationParts } from '../../../../src/testing/simulation/store-line';
import type { FaultRates } from '../../../../src/testing/simulation/faults';
import { partsOf, rates } from './parts';

/** Asks once on each of many seeds, and lets everything happen that is to; answers what became of each. */
async function askOften(given: Partial<FaultRates>) {
  const outcomes: { readonly done: boolean; readonly answer: string; readonly tookMs: number }[] =
    [];
  for (let seed = 0; seed < 60; seed += 1) {
    const parts = partsOf({ seed, rates: rates(given) });
    let done = false;
    const asked = new StoreLine(parts).call('jobs.append', () => (done = true));
    const answer = Promise.resolve(asked).then(
      String,
      (error: unknown) => (error as HolonError).code,
    );
    await fireAll(parts);
    outcomes.push({ done, answer: await answer, tookMs: parts.schedule.nowMs });
  }
  return outcomes;
}

async function fireAll({ schedule }: SimulationParts): Promise<void> {
  while (schedule.next !== undefined) schedule.fire();
  await new Promise(setImmediate);
}

describe('the way of a process to its store', () => {
  it('answers at once where nothing is said', () => {
    expect(new StoreLine(partsOf()).call('jobs.claim', () => 7)).toBe(7);
  });

  it('fails before the effect and after it', async () => {
    const failed = (await askOften({ storeError: 0.5 })).filter(({ answer }) => answer !== 'true');
    expect(new Set(failed.map(({ answer }) => answer))).toEqual(new Set(['HOLON_STORE_FAILED']));
    expect(new Set(failed.map(({ done }) => done))).toEqual(new Set([true, false]));
  });

  it('is slow, and now and then very slow', async () => {
    const times = (await askOften({ slowStore: 0.5 })).map(({ tookMs }) => tookMs);
    expect(times.filter((ms) => ms === 0).length).toBeGreaterThan(0);
    expect(times.filter((ms) => ms > 0 && ms <= 100).length).toBeGreaterThan(5);
    expect(Math.max(...times)).toBeGreaterThan(100);
    expect(Math.max(...times)).toBeLessThanOrEqual(4_000);
  });

  it('answers a process that is gone nothing, but may still have an effect', async () => {
    const effects: boolean[] = [];
    for (let seed = 0; seed < 60; seed += 1) {
      const parts = partsOf({ seed, rates: rates({ slowStore: 0.5 }) });
      const line = new StoreLine(parts);
      let done = false;
      let isAnswered = false;
      const asked = line.call('jobs.append', () => (done = true));
      if (asked === true) continue;
      void Promise.resolve(asked).then(() => (isAnswered = true));
      line.cut(new SeededRandom(seed));
      await fireAll(parts);
      expect(isAnswered).toBe(false);
      effects.push(done);
    }
    expect(new Set(effects)).toEqual(new Set([true, false]));
  });

  it('is flushed when everything was answered', async () => {
    const parts = partsOf({ seed: 2, rates: rates({ slowStore: 0.5 }) });
    const line = new StoreLine(parts);
    const answered: number[] = [];
    for (let n = 0; n < 10; n += 1) {
      void Promise.resolve(line.call('jobs.append', () => n)).then((one) => answered.push(one));
    }
    let isFlushed = false;
    void line.whenAnswered().then(() => (isFlushed = true));
    await new Promise(setImmediate);
    expect([isFlushed, answered.length < 10]).toEqual([false, true]);
    await fireAll(parts);
    expect([isFlushed, answered.length]).toEqual([true, 10]);
  });
});
