import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';

import { benchmarksPage } from './page.mjs';
import { drawingsOf } from './plot.mjs';
import { processFiguresOf } from './process-figures.mjs';
import { figuresOf } from './readme-figures.mjs';
import { formatted } from './write-formatted.mjs';

const root = new URL('../../', import.meta.url);
const BEGIN = '<!-- figures -->';
const END = '<!-- /figures -->';
export const RESULTS = new URL('bench/results.json', root);

/** Writes all that is made from the results. @returns the names of what has changed */
export async function writePages(results) {
  mkdirSync(new URL('docs/benchmarks/', root), { recursive: true });
  const changed = [];
  for (const [name, text] of await pagesOf(results)) {
    if (read(name) === text) continue;
    writeFileSync(new URL(name, root), text);
    changed.push(name);
  }
  return changed;
}

/** @returns the names of pages that say something else than the results */
export async function findOutdated(results) {
  const pages = await pagesOf(results);
  return [...pages].filter(([name, text]) => read(name) !== text).map(([name]) => name);
}

async function pagesOf(results) {
  const pages = new Map();
  for (const [name, drawing] of drawingsOf(results.groups))
    pages.set(`docs/benchmarks/${name}.svg`, drawing);
  const notes = read('bench/notes.md');
  pages.set(
    'docs/benchmarks.md',
    await formatted('docs/benchmarks.md', benchmarksPage(results, notes)),
  );
  for (const [name, figures] of [
    ['README.md', figuresOf(results)],
    ['docs/guides/one-process.md', processFiguresOf(results)],
  ])
    pages.set(name, putFigures(name, await formatted(name, figures)));
  return pages;
}

/** The page as it is, with other figures; only what stands between the two marks is generated. */
function putFigures(name, figures) {
  const page = read(name);
  const begin = page.indexOf(BEGIN);
  const end = page.indexOf(END);
  if (begin === -1 || end < begin) throw new Error(`${name} lacks ${BEGIN} … ${END}`);
  return `${page.slice(0, begin + BEGIN.length)}\n\n${figures.trim()}\n\n${page.slice(end)}`;
}

function read(name) {
  const file = new URL(name, root);
  return existsSync(file) ? readFileSync(file, 'utf8') : '';
}
