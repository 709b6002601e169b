interface Placed {
  readonly position: number;
}

/** The rows of all lists in one order; each list is in order already. */
export function merge<Row extends Placed>(lists: readonly (readonly Row[])[]): readonly Row[] {
  const filled = lists.filter((list) => list.length > 0);
  if (filled.length <= 1) return filled[0] ?? [];
  return filled.flat().sort((one, other) => one.position - other.position);
}
