import { WORLDS } from '../../../../proofs/simulation/worlds/all-worlds';
import { station } from '../../../../proofs/simulation/worlds/station';
import { simulateMany } from '../../../../src/testing';

jest.setTimeout(60_000);

/** The proof plays thousands. */
const SEEDS = 25;

describe('whatever goes wrong', () => {
  it.each(WORLDS.map((world) => [world.name, world] as const))(
    'everything holds for %s',
    async (_name, { root, settings }) => {
      const { seeds } = await simulateMany(root, { ...settings, seeds: { from: 1, count: SEEDS } });
      expect(seeds).toBe(SEEDS);
    },
  );

  it('everything holds for the station', async () => {
    const { root, settings } = station;
    const { faults } = await simulateMany(root, { ...settings, seeds: { from: 1, count: 3 } });
    expect(Object.keys(faults)).toContain('slowStore');
  });
});
