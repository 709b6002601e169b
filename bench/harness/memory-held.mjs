/** Prints the bytes of heap that each of a million messages holds: `node --expose-gc memory-held.mjs <array|holon>`. */
import { envelope, frozenCopy } from '../floors/envelope.mjs';
import { idSource } from '../floors/ids.mjs';
import { assertEqual } from './message.mjs';

const COUNT = 1_000_000;

/** Different in each message, so that no two share a string. */
const contentOf = (n) => ({
  order: `A-${n}`,
  item: `flange DN 80 PN 16 lot ${n}`,
  quantity: n,
  urgent: n % 2 === 0,
  note: `goods-in gate 4, pallet ${n}`,
});

async function fillArray() {
  const nextId = idSource();
  const kept = [];
  for (let n = 0; n < COUNT; n += 1) {
    const nowMs = Date.now();
    kept.push(envelope(nextId(nowMs), nowMs, 'writer', frozenCopy(contentOf(n))));
  }
  return { count: () => kept.length };
}

async function fillHolon() {
  const { holon } = await import('./holon.mjs');
  class Orders extends holon.PassthroughChannel {}
  const orders = new Orders({ id: 'orders' });
  await orders.start();
  for (let n = 0; n < COUNT; n += 1) await orders.write('writer', contentOf(n));
  return { count: async () => (await orders.stats()).count };
}

const fill = { array: fillArray, holon: fillHolon }[process.argv[2]];
await import('./holon.mjs');
globalThis.gc();
const before = process.memoryUsage().heapUsed;
const kept = await fill();
globalThis.gc();
const after = process.memoryUsage().heapUsed;
assertEqual(await kept.count(), COUNT, 'messages kept');
console.log(String((after - before) / COUNT));
process.exit(0);
