/** `, did you mean 'x'?` when one of `known` is close to `wrong`; otherwise an empty string. */
export function didYouMean(wrong: string, known: Iterable<string>): string {
  let closest = '';
  let fewest = Math.max(2, Math.floor(wrong.length / 3)) + 1;
  for (const name of known) {
    const edits = editDistance(wrong.toLowerCase(), name.toLowerCase());
    if (edits < fewest) {
      fewest = edits;
      closest = name;
    }
  }
  return closest === '' ? '' : `, did you mean '${closest}'?`;
}

/** Levenshtein distance: insertions, deletions and replacements from `from` to `to`. */
function editDistance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const replaced = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, replaced));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
