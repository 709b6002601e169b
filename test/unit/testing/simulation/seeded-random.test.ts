import { hashOf, SeededRandom } from '../../../../src/testing/simulation/seeded-random';

const take = (random: SeededRandom, count = 1_000) =>
  Array.from({ length: count }, () => random.next());

describe('random numbers of a seed', () => {
  it('are the same for the same seed and others for another', () => {
    expect(take(new SeededRandom(7))).toEqual(take(new SeededRandom(7)));
    expect(take(new SeededRandom(7), 3)).not.toEqual(take(new SeededRandom(8), 3));
  });

  it('lie from 0 to 1, evenly', () => {
    const numbers = take(new SeededRandom(1), 10_000);
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    const mean = numbers.reduce((sum, one) => sum + one, 0) / numbers.length;
    expect(mean).toBeCloseTo(0.5, 1);
  });

  it('reach both ends of a range, and every order of magnitude of a spread', () => {
    const random = new SeededRandom(3);
    const dice = new Set(Array.from({ length: 200 }, () => random.between(1, 6)));
    expect([...dice].sort()).toEqual([1, 2, 3, 4, 5, 6]);
    const spread = Array.from({ length: 300 }, () => random.spread(1, 1_000));
    const below = (limit: number) => spread.filter((one) => one < limit).length;
    expect(below(10)).toBeGreaterThan(60);
    expect(below(100) - below(10)).toBeGreaterThan(60);
    expect(Math.max(...spread)).toBeLessThanOrEqual(1_000);
  });
});

describe('the hash of a text', () => {
  it('differs by a single character and by the seed', () => {
    const hashes = ['crash #1', 'crash #2', 'Crash #1'].map((text) => hashOf(text, 1));
    expect(new Set([...hashes, hashOf('crash #1', 2)]).size).toBe(4);
  });
});
