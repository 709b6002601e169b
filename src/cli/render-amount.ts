const UNITS = ['KiB', 'MiB', 'GiB', 'TiB'];
const SPANS = [
  ['s', 60],
  ['min', 60],
  ['h', 24],
] as const;

/** `512 B`, `1.5 MiB`. */
export function renderBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  const power = Math.min(Math.floor(Math.log2(bytes) / 10), UNITS.length);
  return `${(bytes / 1024 ** power).toFixed(1)} ${UNITS[power - 1] ?? ''}`;
}

/** How long ago something was, in the largest unit that fits: `40 s`, `3 d`. */
export function renderAge(ms: number): string {
  let amount = Math.max(0, Math.floor(ms / 1_000));
  for (const [unit, size] of SPANS) {
    if (amount < size) return `${amount} ${unit}`;
    amount = Math.floor(amount / size);
  }
  return `${amount} d`;
}
