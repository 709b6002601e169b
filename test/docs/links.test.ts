import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { PROJECT_ROOT, readPages } from './markdown';

const headingsOf = (markdown: string): string[] =>
  [...markdown.matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\p{L}\p{N}\s_-]/gu, '')
      .replace(/\s/g, '-'),
  );

/** Links of a page into the project that lead nowhere, as `page: link`. */
function findBrokenLinks(page: string, markdown: string): string[] {
  const links = [...markdown.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
  const isBroken = (link: string): boolean => {
    if (/^https?:/.test(link)) return false;
    const [path = '', anchor] = link.split('#');
    const file = path === '' ? page : join(dirname(page), path);
    if (!existsSync(file)) return true;
    return anchor !== undefined && !headingsOf(readFileSync(file, 'utf8')).includes(anchor);
  };
  return links.filter(isBroken).map((link) => `${relative(PROJECT_ROOT, page)}: ${link}`);
}

describe('the links of README and docs', () => {
  it('lead somewhere', () => {
    const broken = readPages().flatMap((page) =>
      findBrokenLinks(join(PROJECT_ROOT, page), readFileSync(join(PROJECT_ROOT, page), 'utf8')),
    );
    expect(broken).toEqual([]);
  });

  it('are told from broken ones', () => {
    const page = join(PROJECT_ROOT, 'CONTRIBUTING.md');
    const links =
      '[a](LICENSE) [b](LICENCE) [c](#rules) [d](#no-rules) [e](docs/adr) [f](https://x.y)';
    expect(findBrokenLinks(page, links)).toEqual([
      'CONTRIBUTING.md: LICENCE',
      'CONTRIBUTING.md: #no-rules',
    ]);
  });
});
