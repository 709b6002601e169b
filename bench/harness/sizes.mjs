/** Messages of growing size. */
export const SIZES = [100, 1_000, 10_000, 100_000, 1_000_000];

const LINE = { item: 'flange DN 80 PN 16', quantity: 3, urgent: true, note: 'goods-in gate 4' };
const LINE_BYTES = JSON.stringify(LINE).length + 1;

/** An order whose JSON has about so many bytes: at least one line, and no string that is long. */
export function orderOf(bytes) {
  const count = Math.max(1, Math.round(bytes / LINE_BYTES));
  return { number: 0, lines: Array.from({ length: count }, () => ({ ...LINE })) };
}

/** Some 20 MB, but no more than `most` messages in each of some hundred batches. */
export function countsOf(bytes, { most }) {
  const batch = Math.max(1, Math.min(most, 200_000 / bytes));
  return { batch, batches: bytes === 1_000_000 ? 40 : 100, warmupBatches: 30 };
}

/** '10 kB' */
export const nameOf = (bytes) =>
  bytes >= 1_000_000 ? `${bytes / 1_000_000} MB` : `${bytes / 1_000} kB`;

export const pointsOf = (names) =>
  Object.fromEntries(
    names.map((name) => [name, SIZES.map((bytes) => [bytes, `${name}/${bytes}`])]),
  );
