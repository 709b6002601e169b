import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { checkScripts, type Commands } from './check-commands';
import { PROJECT_ROOT, readPages } from './markdown';

const read = (path: string): string => readFileSync(join(PROJECT_ROOT, path), 'utf8');
const commands = JSON.parse(read('package.json')) as Commands;
const sources = readdirSync(join(PROJECT_ROOT, 'scripts'), { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.[cm]?[jt]s$/.test(name))
  .map((name) => join('scripts', name));

describe('every `npm run` that pages, CI and scripts name', () => {
  it('is in package.json', () => {
    const station = join('examples', 'station', 'README.md');
    const paths = [...readPages(), station, join('.ci', 'run'), ...sources];
    expect(paths.flatMap((path) => checkScripts(path, read(path), commands))).toEqual([]);
  });

  it('is told from one that is not there, in prose, blocks and comments', () => {
    const text = [
      'Written by `npm run measure:all`; `npm run',
      'lint` and npm run lint:all. <!-- npm run gone -->',
      '```sh',
      'npm run --silent tset -- --watch',
      '```',
      'Whoever runs npm, runs it.',
    ].join('\n');
    expect(checkScripts('page.md', text, { scripts: { lint: 'eslint .' } })).toEqual([
      'page.md:1 npm run measure:all',
      'page.md:2 npm run lint:all',
      'page.md:2 npm run gone',
      'page.md:4 npm run tset',
    ]);
  });
});
