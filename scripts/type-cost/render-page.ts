import type { AppSize, AppTypes } from './generate-app';
import { type Figure, median, ratioOf, type Runs } from './ratio';

export interface Measured {
  readonly size: AppSize;
  readonly rounds: number;
  readonly runs: Runs;
  readonly edits: readonly {
    readonly types: AppTypes;
    readonly systemMs: number;
    readonly rootMs: number;
  }[];
  readonly machine: string;
  readonly date: string;
}

const NAMES: Readonly<Record<AppTypes, string>> = {
  any: 'no types: any channel, any content',
  contents: 'content types only',
  holon: "holon's access types",
};

/** `compileApp` gives fractions of a megabyte and milliseconds; nobody reads them. */
const shown = (value: number): string =>
  Math.round(value).toLocaleString('en').replaceAll(',', ' ');

/** A Markdown table as Prettier writes it; all columns but the first to the right. */
function table(rows: readonly (readonly string[])[]): string {
  const widths = (rows[0] ?? []).map((_, at) => Math.max(...rows.map((row) => row[at]!.length)));
  const line = (row: readonly string[]) =>
    `| ${row.map((cell, at) => (at === 0 ? cell.padEnd(widths[at]!) : cell.padStart(widths[at]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, at) => (at === 0 ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  const [head, ...body] = rows.map(line);
  return [head, rule, ...body].join('\n');
}

/** The page as `npm run measure:types` writes it. */
export function renderPage({ size, rounds, runs, edits, machine, date }: Measured): string {
  const medians = (types: AppTypes, field: Figure): number =>
    median((runs.get(types) ?? []).map((run) => run[field]));
  const ratio = (types: AppTypes, field: Figure): string => ratioOf(runs, types, field).toFixed(2);

  const compiled = [...runs.keys()].map((types) => [
    NAMES[types],
    shown(medians(types, 'checkMs')),
    shown(medians(types, 'totalMs')),
    shown(medians(types, 'memoryMiB')),
    shown(medians(types, 'types')),
    shown(medians(types, 'instantiations')),
  ]);
  const ratios = (['any', 'contents'] as const).map((types) => [
    `access types ÷ ${NAMES[types]}`,
    ...(['checkMs', 'totalMs', 'memoryMiB', 'types', 'instantiations'] as const).map((field) =>
      ratio(types, field),
    ),
  ]);
  const head = ['', 'check, ms', 'total, ms', 'memory, MiB', 'types', 'instantiations'];
  const edited = edits.map(({ types, systemMs, rootMs }) => [
    NAMES[types],
    shown(systemMs),
    shown(rootMs),
  ]);

  return `# What the types cost

Written by \`npm run measure:types\` on ${date}; do not edit. ${machine}.

A generated app of ${size.systems} systems and ${size.channels} channels, compiled against the declarations of the package. Each system reads four
channels, writes four, and uses \`read\`, \`claim\`, \`write\`, \`acknowledge\`, \`transaction\`, \`request\`, \`stream\`,
\`subscribe\` and \`@Consume\` with \`to\`; ten areas hand channels on; the root owns all ${size.channels}. Beside it the same app with
plain clients and decorators: once with any content, once with the content types of the channels.

## The compiler

\`tsc --extendedDiagnostics\`, each app in a process of its own, by turns, ${rounds} rounds; medians, ratios are medians of the
ratios of each round. Milliseconds are of the processor, on one thread: other work on the machine changes them little.
The goal is a check time below twice that of content types only, which is the same app without access types; CI fails
where it is not (\`npm run check:type-cost\`).

${table([head, ...compiled, ...ratios])}

Instantiations are many more because without access types there is next to nothing to instantiate. They are what a test
bounds (\`test/types/type-cost.test.ts\`), because they are the same in every run.

## The editor

Milliseconds of the processor from a change in a file until its errors are known, in a language service that has seen
the app before; medians of 7 changes.

${table([['', 'a system', 'the root'], ...edited])}
`;
}
