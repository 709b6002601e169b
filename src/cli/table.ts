/** Rows as text in columns that line up, numbers to the right; the first row is the head. */
export function renderTable(rows: readonly (readonly string[])[]): string[] {
  const columns = (rows[0] ?? []).map((_, column) => rows.map((row) => row[column] ?? ''));
  const fits = columns.map((cells) => {
    const width = Math.max(...cells.map((cell) => cell.length));
    const isNumeric = cells.slice(1).every((cell) => /^-?\d+(\.\d+)?$/.test(cell));
    return (cell: string) => (isNumeric ? cell.padStart(width) : cell.padEnd(width));
  });
  return rows.map((row) =>
    row
      .map((cell, column) => fits[column]?.(cell) ?? cell)
      .join('  ')
      .trimEnd(),
  );
}
