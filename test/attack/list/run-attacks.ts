import { closeSites, KINDS, openSite, type Site } from '../sites';
import type { Attack, Stage } from './attack';
import { guard } from './honest';

/** Wrong tokens of one address are answered more slowly after a hundred; so long until nothing is held against it. */
const CALM_MS = 10_000;

/** Tries attacks on a site of each kind; on a new one each, where they leave something behind. */
export function tryAttacks(
  attacks: readonly Attack[],
  { leaveTraces }: { readonly leaveTraces: boolean },
): void {
  describe.each(KINDS)('an app that is %s', (kind) => {
    let stage: Stage | undefined;

    async function open(): Promise<Stage> {
      const security = guard();
      const site: Site = await openSite(kind, { security });
      return { ...site, security };
    }

    afterEach(async () => {
      if (leaveTraces) await closeSites();
    });
    afterAll(closeSites);

    it.each(attacks)('$number answers "$expected" to: $what', async ({ expected, run }) => {
      stage = leaveTraces ? await open() : (stage ?? (await open()));
      await stage.clock.advance(CALM_MS);
      expect(await run(stage)).toBe(expected);
    });
  });
}
