import { readFileSync } from 'node:fs';

import { ATTACKS_PAGE, renderAttacksPage } from './attacks-page';
import { ALL_ATTACKS, TITLES } from './list/all-attacks';

describe('docs/reference/attacks.md', () => {
  it('has a way for each of the forty attacks', () => {
    expect(TITLES).toHaveLength(40);
    const tried = new Set(ALL_ATTACKS.map(({ number }) => number));
    expect(TITLES.map((_, index) => index + 1).filter((number) => !tried.has(number))).toEqual([]);
  });

  it('says what the list says; `node -r @swc-node/register test/attack/attacks-page.ts` writes it', () => {
    expect(readFileSync(ATTACKS_PAGE, 'utf8')).toBe(renderAttacksPage());
  });
});
