/** Rows of words as a table for the terminal; all columns but the first to the right. */
export function table(rows) {
  const widths = rows[0].map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at]) : cell.padStart(widths[at])))
        .join('  '),
    )
    .join('\n');
}

export const HEADINGS = [
  '',
  'ours',
  'lowest … highest',
  'limit',
  'strict',
  'peers',
  'ratio',
  'goal',
  'met',
];

export const spread = ({ low, high }) =>
  low === undefined ? '–' : `${number(low)} … ${number(high)}`;

/** One row of the results in words. @param allPeers names every peer and not only the quickest */
export function cells(row, { allPeers = false } = {}) {
  const { name, ours, unit, limit, strictLimit, peers, ratio, goal, met } = row;
  const sorted = Object.entries(peers).sort(([, left], [, right]) => left - right);
  const named = sorted.map(([peer, value]) => `${peer.replace(/\/\d+$/, '')} ${number(value)}`);
  return [
    name,
    `${number(ours)} ${unit}`,
    spread(row),
    number(limit),
    strictLimit === undefined ? '–' : number(strictLimit),
    named.slice(0, allPeers ? named.length : 1).join(' · ') || '–',
    number(ratio),
    `≤ ${number(goal)}`,
    met ? 'yes' : 'no',
  ];
}

export const unmeasuredCells = ({ name }) => [
  name,
  ...HEADINGS.slice(1, -1).map(() => '–'),
  'not measured',
];

export function number(value) {
  const digits = Number(value.toPrecision(3));
  return digits >= 1_000 ? digits.toLocaleString('en').replaceAll(',', ' ') : String(digits);
}
