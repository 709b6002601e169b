import { createMessage } from '../../../../src/model/channel-message';
import { AgeIndex } from '../../../../src/stores/memory/age-index';
import { Entry } from '../../../../src/stores/memory/entry';

function entryOf(timestampMs: number): Entry {
  return new Entry(1, createMessage({ id: 'a', timestampMs, senderId: 's', content: null }));
}

describe('AgeIndex', () => {
  it('gives late entries below a time, oldest first, and leaves out removed ones', () => {
    const index = new AgeIndex();
    const removed = entryOf(10);
    for (const entry of [entryOf(100), entryOf(40), removed, entryOf(20), entryOf(50)]) {
      index.add(entry, 5);
    }
    removed.markRemoved();
    const taken: (number | undefined)[] = [];
    for (let taking = 0; taking < 3; taking += 1) {
      taken.push(index.takeLate(50)?.message.timestampMs);
    }
    expect(taken).toEqual([20, 40, undefined]);
  });

  it('holds nothing of what comes in order, equal times included', () => {
    const index = new AgeIndex();
    for (const timestampMs of [10, 10, 20]) index.add(entryOf(timestampMs), 3);
    expect(index.lateCount).toBe(0);
    index.add(entryOf(19), 4);
    expect(index.lateCount).toBe(1);
  });

  it('is not built anew while few of its entries were removed', () => {
    const index = new AgeIndex();
    index.add(entryOf(1_000_000), 1);
    let looks = 0;
    for (let step = 1; step <= 200; step += 1) {
      const entry = entryOf(step);
      index.add(entry, step + 1);
      Object.defineProperty(entry, 'state', {
        get: () => {
          looks += 1;
          return 'ready';
        },
      });
    }
    expect(looks).toBe(0);
  });

  it('does not grow with removed entries', () => {
    const index = new AgeIndex();
    index.add(entryOf(1_000_000), 1);
    const kept = entryOf(7);
    index.add(kept, 1);
    for (let step = 0; step < 10_000; step += 1) {
      const entry = entryOf(step + 10);
      index.add(entry, 2);
      entry.markRemoved();
    }
    expect(index.lateCount).toBeLessThan(100);
    expect(index.takeLate(2_000_000)).toBe(kept);
  });
});
