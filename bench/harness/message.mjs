/** What every case writes: five fields; about 200 bytes as JSON with the envelope. */
export const content = () => ({
  order: 'A-1000',
  item: 'flange DN 80 PN 16',
  quantity: 3,
  urgent: true,
  note: 'goods-in gate 4',
});

/** What the HTTP cases send: the same fields, exactly 200 bytes of JSON. */
export const content200 = () => ({
  ...content(),
  note: 'goods-in gate 4, pallet 17 of 22; to be signed for by the shift leader before it goes to hall C 2',
  lot: 'L-2024-0117',
});

/** Messages that a case in memory keeps. */
export const KEPT = 65_536;

export function assertEqual(actual, expected, what) {
  if (actual !== expected) throw new Error(`${what}: ${actual} instead of ${expected}`);
}
