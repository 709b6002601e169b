import * as fc from 'fast-check';

import { IndexedHeap } from '../../../../src/stores/memory/indexed-heap';
import { MinHeap } from '../../../../src/stores/memory/min-heap';

describe('MinHeap', () => {
  it('answers items by rising key', () => {
    fc.assert(
      fc.property(fc.array(fc.integer()), (keys) => {
        const heap = new MinHeap<{ readonly key: number }>();
        for (const key of keys) heap.push(key, { key });
        const popped: number[] = [];
        while (heap.size > 0) {
          const { minKey } = heap;
          expect(heap.pop()?.key).toBe(minKey);
          popped.push(minKey);
        }
        expect(popped).toEqual([...keys].sort((left, right) => left - right));
      }),
    );
  });

  it('has nothing to answer when empty', () => {
    const heap = new MinHeap();
    expect([heap.pop(), heap.minKey, heap.size]).toEqual([undefined, Number.POSITIVE_INFINITY, 0]);
  });
});

describe('IndexedHeap', () => {
  it('stays in order while any item leaves', () => {
    const keys = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 60, size: 'max' });
    const leaving = fc.array(fc.nat(), { maxLength: 60, size: 'max' });
    fc.assert(
      fc.property(keys, leaving, (chosen, leavers) => {
        const heap = new IndexedHeap<{ heapIndex: number; readonly key: number }>();
        let items = chosen.map((key) => ({ heapIndex: -1, key }));
        for (const item of items) heap.push(item.key, item);
        for (const leaver of leavers) {
          const item = items[leaver % Math.max(items.length, 1)];
          if (item === undefined) break;
          expect(heap.keyOf(item)).toBe(item.key);
          heap.remove(item);
          expect([item.heapIndex, heap.keyOf(item)]).toEqual([-1, undefined]);
          items = items.filter((other) => other !== item);
        }
        const popped: number[] = [];
        for (let item = heap.pop(); item !== undefined; item = heap.pop()) {
          expect(item.heapIndex).toBe(-1);
          popped.push(item.key);
        }
        expect(popped).toEqual(items.map((item) => item.key).sort((left, right) => left - right));
      }),
      { numRuns: 500 },
    );
  });
});
