import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

import { score, total } from './summary.mjs';

const PAGE = new URL('../../docs/mutation.md', import.meta.url);
const BEGIN = '<!-- figures, written by npm run mutation -->';
const END = '<!-- end of figures -->';

/** Keeps `results` and replaces the figures of the page by them; what is written by hand stays. */
export async function writePage(results, file) {
  await write(file, JSON.stringify(results));
  const [before, rest] = readFileSync(PAGE, 'utf8').split(BEGIN);
  const after = rest?.split(END)[1];
  if (after === undefined) throw new Error(`docs/mutation.md has no ${BEGIN} … ${END}`);
  await write(PAGE, `${before}${BEGIN}\n\n${tables(results)}\n\n${END}${after}`);
}

function tables(results) {
  const folders = Object.entries(results).filter(([, files]) => Object.keys(files).length > 0);
  const overall = folders.map(([name, files]) => row(`\`${name}\``, total(Object.values(files))));
  const parts = folders.map(([name, files]) => {
    const rows = Object.keys(files)
      .sort()
      .map((file) => row(`\`${file.replace(`src/${name}/`, '')}\``, files[file]));
    return `### ${name}\n\n${table('file', rows)}`;
  });
  return [table('folder', overall), ...parts].join('\n\n');
}

const row = (name, figure) => {
  const { killed, timeouts = '–', survived, broken = '–', ignored, date } = figure;
  return `| ${[name, score(figure), killed, timeouts, survived, broken, ignored, date].join(' | ')} |`;
};

const table = (first, rows) =>
  [
    `| ${first} | score, % | killed | of them by timeout | survived | broken | static, not tried | date |`,
    '| --- | ---: | ---: | ---: | ---: | ---: | ---: | --- |',
    ...rows,
  ].join('\n');

/** As the repository wants it, so that what is generated passes the same check as what is written. */
async function write(url, text) {
  const filepath = fileURLToPath(url);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
