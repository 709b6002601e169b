/** What every case writes: five fields; about 200 bytes as JSON with the envelope. */
export const content = () => ({
  order: 'A-1000',
  item: 'flange DN 80 PN 16',
  quantity: 3,
  urgent: true,
  note: 'goods-in gate 4',
});

/** Messages that a case in memory keeps. */
export const KEPT = 65_536;

export function assertEqual(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}
