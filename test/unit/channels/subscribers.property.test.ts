import fc from 'fast-check';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { sleep } from '../../../src/util/abort';
import { bench, contents, lateStore, started } from './bench';

type Step =
  | { readonly kind: 'write'; readonly writers: number; readonly delayMs: number }
  | { readonly kind: 'subscribe'; readonly handlerMs: number; readonly throws: boolean }
  | { readonly kind: 'evict'; readonly maxCount: number }
  | { readonly kind: 'advance'; readonly ms: number };

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('write' as const),
      writers: fc.integer({ min: 1, max: 5 }),
      delayMs: fc.constantFrom(0, 0, 0, 30, 500),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('subscribe' as const),
      handlerMs: fc.constantFrom(0, 0, 20, 300), // the last one is longer than subscriberTimeoutMs
      throws: fc.boolean(),
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      kind: fc.constant('evict' as const),
      maxCount: fc.integer({ min: 0, max: 6 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('advance' as const),
      ms: fc.integer({ min: 0, max: 400 }),
    }),
  },
);

interface Watcher {
  readonly firstSeq: number;
  readonly seen: number[];
}

async function run(steps: readonly Step[], onLateStore: boolean) {
  const parts = bench();
  const { clock } = parts;
  const channel = await started(
    new BroadcastChannel<number>({
      id: 'c',
      ...parts,
      subscriberTimeoutMs: 100,
      ...(onLateStore ? { store: lateStore() } : {}),
    }),
  );
  const watchers: Watcher[] = [];
  const delayed = new Set<number>();
  const writes: Promise<unknown>[] = [];
  let written = 0;
  for (const one of steps) {
    if (one.kind === 'write') {
      for (let writer = 0; writer < one.writers; writer += 1) {
        written += 1;
        if (one.delayMs > 0) delayed.add(written);
        writes.push(channel.write(`w${writer}`, written, { delayMs: one.delayMs }));
      }
      await clock.settle();
    } else if (one.kind === 'subscribe') {
      const watcher: Watcher = { firstSeq: written + 1, seen: [] };
      watchers.push(watcher);
      await channel.subscribe(`s${watchers.length}`, async ({ content }) => {
        watcher.seen.push(content);
        if (one.handlerMs > 0) await sleep(clock, one.handlerMs);
        if (one.throws) throw new Error('no');
      });
    } else if (one.kind === 'evict') {
      await channel.evict({ maxCount: one.maxCount });
    } else {
      await clock.advance(one.ms);
    }
  }
  await clock.advance(500 + 300 * (written + 1)); // the longest delay, then the slowest handler for each
  await Promise.all(writes);
  const kept = contents(await channel.read('reader', { limit: 1_000 })) as number[];
  await channel.drain();
  return { watchers, delayed, kept, pendingTimers: clock.pendingTimers };
}

describe('whatever writers, subscribers and evictions do', () => {
  it.each([
    ['memory', false],
    ['a store that answers later', true],
  ])(
    'a subscriber sees each message once, in order, and all that was kept: %s',
    async (_, late) => {
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 25 }), async (steps) => {
          const { watchers, delayed, kept, pendingTimers } = await run(steps, late);
          for (const { firstSeq, seen } of watchers) {
            const inOrder = seen.filter((n) => !delayed.has(n));
            expect(inOrder).toEqual([...inOrder].sort((left, right) => left - right));
            expect(new Set(seen).size).toBe(seen.length);
            expect(seen.every((n) => n >= firstSeq)).toBe(true);
            const due = kept.filter((n) => n >= firstSeq);
            expect(seen).toEqual(expect.arrayContaining(due));
          }
          expect(pendingTimers).toBe(0);
        }),
        { numRuns: 200 },
      );
    },
    30_000,
  );
});
