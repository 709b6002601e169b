import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROJECT_ROOT } from './markdown';

const read = (name: string): string => readFileSync(join(PROJECT_ROOT, 'bench', name), 'utf8');

/** The lines below `| row | profile | reason |` of the notes, by the name of the row. */
function tableOf(notes: string): ReadonlyMap<string, readonly string[]> {
  const lines = notes.split('\n').map((line) =>
    line
      .split(/(?<!\\)\|/)
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  const head = lines.findIndex((cells) => cells.join('|') === 'row|profile|reason');
  if (head === -1) return new Map();
  const below = lines.slice(head + 2);
  const end = below.findIndex((cells) => cells.length === 0);
  const rows = end === -1 ? below : below.slice(0, end);
  return new Map(rows.map(([name = '', ...rest]) => [name.replaceAll('`', ''), rest]));
}

describe('the table of missed goals in bench/notes.md', () => {
  const { rows } = JSON.parse(read('results.json')) as {
    rows: readonly { name: string; met: boolean }[];
  }; // as the bench writes it
  const missed = rows.filter(({ met }) => !met).map(({ name }) => name);
  const explained = tableOf(read('notes.md'));

  it('has a profile and a reason for each goal that bench/results.json says was missed', () => {
    const withoutBoth = missed.filter((name) => {
      const cells = explained.get(name) ?? [];
      return cells.length !== 2 || cells.includes('');
    });
    expect(withoutBoth).toEqual([]);
  });

  it('names no row that does not exist', () => {
    const names = rows.map(({ name }) => name);
    expect([...explained.keys()].filter((name) => !names.includes(name))).toEqual([]);
  });
});
