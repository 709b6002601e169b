/** Writes docs/reference/attacks.md: `node -r @swc-node/register test/attack/attacks-page.ts`. */
import 'reflect-metadata';

import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { ALL_ATTACKS, TITLES, type ListedAttack } from './list/all-attacks';

export const ATTACKS_PAGE = join(__dirname, '..', '..', 'docs', 'reference', 'attacks.md');

const INTRODUCTION = `# Attacks

What is tried against a published app in [\`test/attack\`](../../test/attack), with bytes made by hand, over sockets: once
against an app with a server of its own and once against one that is mounted in an Express app. Tokens that must not be
good are shown to every kind of route: reading, writing, streams, settlements, batches, services, lists, documents and
metrics.

This page is written from the list in \`test/attack/list\` by \`test/attack/attacks-page.ts\`, and a test compares them.

Beside the list, in the same folder:

| file               | what is sent                                                                                     |
| ------------------ | ------------------------------------------------------------------------------------------------ |
| \`framing.test.ts\`  | lengths and pieces that contradict each other, odd methods, versions, targets and headers        |
| \`paths.test.ts\`    | ids and queries with slashes, dots, zeros, broken encoding, names of properties, 10 kB           |
| \`payloads.test.ts\` | bodies that are cut, compressed, deep, of many keys, of the wrong type; keys such as \`__proto__\` |
| \`slow.test.ts\`     | slow headers and bodies, connections open on one side, streams that nobody reads                 |
| \`fuzz.test.ts\`     | 1 900 requests and pieces of garbage at random; \`npm run proof:fuzz\` sends 15 000                |

Not tried: whether the time of an answer tells something of a token. HMACs are compared by
\`crypto.timingSafeEqual\`, other signatures by OpenSSL.
`;

/** The page as it must be. */
export function renderAttacksPage(): string {
  const numbers = TITLES.map((title, index) => {
    const number = index + 1;
    const all = ALL_ATTACKS.filter((attack) => attack.number === number);
    const files = [...new Set(all.map(({ file }) => `\`${file}\``))].join(', ');
    return [String(number), title, outcomes(all), String(all.length), files];
  });
  const headings = ['no.', 'attack', 'expected', 'ways', 'file'];
  const detailed = ALL_ATTACKS.filter(({ file }) => file !== 'tokens.test.ts')
    .sort((a, b) => a.number - b.number)
    .map(({ number, what, expected }) => [String(number), escaped(what), escaped(expected)]);
  return [
    INTRODUCTION,
    '## The list\n',
    table(headings, numbers),
    '\n## Ways that end differently\n',
    'Every way of `tokens.test.ts` ends with 401. The others, each with what must come of it:\n',
    table(['no.', 'what is tried', 'expected'], detailed),
    '',
  ].join('\n');
}

function outcomes(attacks: readonly ListedAttack[]): string {
  const all = [...new Set(attacks.map(({ expected }) => expected))];
  return all.length > 2 ? 'see below' : all.map(escaped).join('; ');
}

function escaped(text: string): string {
  return (text === '' ? 'nothing' : text)
    .replaceAll('|', String.raw`\|`)
    .replaceAll('__', String.raw`\_\_`);
}

function table(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]!.length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column]!)).join(' | ')} |`;
  return [line(headings), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)].join(
    '\n',
  );
}

if (require.main === module) writeFileSync(ATTACKS_PAGE, renderAttacksPage());
