/** Prints rows under their headings, each column as wide as its widest cell. */
export function printTable(rows: readonly Readonly<Record<string, string | number>>[]): void {
  const headings = Object.keys(rows[0] ?? {});
  const cells = [headings, ...rows.map((row) => headings.map((name) => figure(row[name] ?? '')))];
  const widths = headings.map((_, column) => Math.max(...cells.map((row) => row[column]!.length)));
  for (const row of cells) {
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column]!))
        .join('  ')
        .trimEnd(),
    );
  }
}

/** Ends a proof: the problems, if any, and the one line that says what was shown. */
export function conclude(name: string, figures: string, problems: readonly string[]): void {
  for (const problem of problems) console.log(`FAILED: ${problem}`);
  console.log(`proof ${name}: ${figures}${problems.length === 0 ? '' : ' — FAILED'}`);
  if (problems.length > 0) process.exitCode = 1;
}

/** 84213 as 84 213. */
export function figure(value: string | number): string {
  return typeof value === 'number' ? value.toLocaleString('en-US').replaceAll(',', ' ') : value;
}
