import * as fc from 'fast-check';

import { createMessage } from '../../../../src/model/channel-message';
import { Entry } from '../../../../src/stores/memory/entry';
import { IdIndex } from '../../../../src/stores/memory/id-index';

function entryOf(seq: number, id: string): Entry {
  return new Entry(seq, createMessage({ id, timestampMs: 0, senderId: 's', content: null }));
}

const steps = fc.array(
  fc.record({
    kind: fc.constantFrom('add rising', 'add rising', 'add any', 'remove'),
    by: fc.nat({ max: 99 }),
  }),
  { maxLength: 400, size: 'max' },
);

describe('IdIndex', () => {
  it('finds what is kept and nothing else, whatever the order of the ids', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        const index = new IdIndex();
        const kept = new Map<string, Entry>();
        const used = new Set<string>();
        let highest = 100;
        for (const [seq, { kind, by }] of chosen.entries()) {
          if (kind === 'remove') {
            const entry = [...kept.values()][by % Math.max(kept.size, 1)];
            if (entry === undefined) continue;
            kept.delete(entry.id);
            entry.markRemoved();
            index.noteRemoval(entry);
            continue;
          }
          const id = String(kind === 'add rising' ? (highest += 1) : 100 + by);
          if (kept.has(id)) continue;
          const entry = entryOf(seq + 1, id);
          kept.set(id, entry);
          used.add(id);
          index.add(entry, kept.size);
        }
        for (const id of used) expect(index.get(id)).toBe(kept.get(id));
        expect(index.get('0')).toBeUndefined();
        expect(index.get('999999')).toBeUndefined();
      }),
      { numRuns: 300 },
    );
  });

  it('finds a message that was removed and written again under its id', () => {
    const index = new IdIndex();
    const first = entryOf(1, 'a');
    index.add(first, 1);
    first.markRemoved();
    index.noteRemoval(first);
    expect(index.get('a')).toBeUndefined();

    const second = entryOf(2, 'a');
    index.add(second, 1);
    expect(index.get('a')).toBe(second);
  });

  it('still finds what is kept when the ranks have been closed', () => {
    const index = new IdIndex();
    const kept: Entry[] = [];
    for (let seq = 1; seq <= 1_000; seq += 1) {
      const entry = entryOf(seq, String(1_000 + seq));
      index.add(entry, kept.length + 1);
      if (seq % 100 === 0) {
        kept.push(entry);
        continue;
      }
      entry.markRemoved();
      index.noteRemoval(entry);
    }
    expect(kept.map(({ id }) => index.get(id))).toEqual(kept);
  });

  it('keeps no ids in a map for a few high ones that came before them, and does for many', () => {
    const set = jest.spyOn(Map.prototype, 'set');
    const mapped = (high: number): number => {
      const index = new IdIndex();
      const entries = Array.from({ length: high + 1_000 }, (_, n) =>
        entryOf(n + 1, n < high ? `order-${1_000 + n}` : String(10_000 + n)),
      );
      set.mockClear();
      entries.forEach((entry, n) => index.add(entry, n + 1));
      const count = set.mock.calls.length;
      expect(entries.map(({ id }) => index.get(id))).toEqual(entries);
      return count;
    };
    expect([mapped(0), mapped(1), mapped(64), mapped(65)]).toEqual([0, 1, 64, 1_000]);
    set.mockRestore();
  });

  it('keeps no ids in a map for many high ones that have gone', () => {
    const index = new IdIndex();
    for (let n = 0; n < 100; n += 1) {
      const entry = entryOf(n + 1, `order-${1_000 + n}`);
      index.add(entry, 1);
      entry.markRemoved();
      index.noteRemoval(entry);
    }
    const set = jest.spyOn(Map.prototype, 'set');
    const entry = entryOf(101, '10000');
    index.add(entry, 1);
    expect(set).not.toHaveBeenCalled();
    set.mockRestore();
    expect(index.get('10000')).toBe(entry);
  });

  it('looks at no entry when one is added and few were removed', () => {
    const index = new IdIndex();
    let looks = 0;
    for (let seq = 1; seq <= 200; seq += 1) {
      const entry = entryOf(seq, String(1_000 + seq));
      index.add(entry, seq);
      Object.defineProperty(entry, 'state', {
        get: () => {
          looks += 1;
          return 'ready';
        },
      });
    }
    expect(looks).toBe(0);
  });

  it('closes the ranks as removed entries pile up, and not at every step', () => {
    const index = new IdIndex();
    const count = 1_000;
    let looks = 0;
    for (let seq = 1; seq <= count; seq += 1) {
      const entry = entryOf(seq, String(count + seq));
      index.add(entry, 1);
      Object.defineProperty(entry, 'state', {
        get: () => {
          looks += 1;
          return 'removed';
        },
      });
      index.noteRemoval(entry);
    }
    expect(looks).toBeGreaterThan(count / 2);
    expect(looks).toBeLessThan(2 * count);
  });
});
