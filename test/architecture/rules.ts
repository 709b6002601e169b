/** The rule as `docs/reference/architecture.md` states it. */
export interface ArchitectureRules {
  /** Folder → rank; a higher rank may import from a lower one. */
  readonly ranks: ReadonlyMap<string, number>;
  /** Package → the folder that knows it, and whether it is loaded only when first used. */
  readonly packages: ReadonlyMap<string, { readonly folder: string; readonly lazy: boolean }>;
  /** The file that may load a file of a higher rank → that file. */
  readonly doors: ReadonlyMap<string, string>;
  /** Names (`*` stands for anything) and the only file or folder where each may stand. */
  readonly names: readonly { readonly pattern: RegExp; readonly place: string }[];
}

/** Reads the tables under the headings `Layers`, `Doors`, `Packages` and `Names`. */
export function parseRules(markdown: string): ArchitectureRules {
  return {
    ranks: new Map(
      rowsUnder(markdown, 'Layers').map(([rank = '', folder = '']) => [
        folder.replace(/\/$/, ''),
        Number(rank),
      ]),
    ),
    doors: new Map(rowsUnder(markdown, 'Doors').map(([from = '', to = '']) => [from, to])),
    packages: new Map(
      rowsUnder(markdown, 'Packages').map(([name = '', folder = '', loaded]) => [
        name,
        { folder: folder.replace(/\/?$/, '/'), lazy: loaded === 'lazily' },
      ]),
    ),
    names: rowsUnder(markdown, 'Names').map(([name = '', place = '']) => ({
      pattern: new RegExp(`^${name.replaceAll('.', '\\.').replaceAll('*', '.*')}$`),
      place,
    })),
  };
}

function rowsUnder(markdown: string, heading: string): string[][] {
  const section = markdown.split(/^## /m).find((part) => part.startsWith(`${heading}\n`));
  const table = (section ?? '').split('\n').filter((line) => line.startsWith('|'));
  const rows = table.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim().replaceAll('`', '')),
  );
  if (rows.length === 0) throw new Error(`architecture.md has no table under "## ${heading}"`);
  return rows;
}
