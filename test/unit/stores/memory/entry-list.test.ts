import * as fc from 'fast-check';

import { createMessage } from '../../../../src/model/channel-message';
import { Entry } from '../../../../src/stores/memory/entry';
import { EntryList } from '../../../../src/stores/memory/entry-list';

function entryAt(seq: number): Entry {
  return new Entry(
    seq,
    createMessage({ id: String(seq), timestampMs: 0, senderId: 's', content: null }),
  );
}

const steps = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('push'), by: fc.integer({ min: 1, max: 4 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constantFrom('remove', 'acknowledge'), by: fc.nat() }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('look'), by: fc.nat() }) },
  ),
  { maxLength: 400, size: 'max' },
);

describe('EntryList', () => {
  it('finds the entry at or behind any seq, whatever was removed or acknowledged', () => {
    fc.assert(
      fc.property(steps, (chosen) => {
        const list = new EntryList();
        let kept: Entry[] = [];
        let seq = 0;
        for (const { kind, by } of chosen) {
          const entry = kept[by % Math.max(kept.length, 1)];
          if (kind === 'push') {
            seq += by;
            const added = entryAt(seq);
            list.push(added);
            kept.push(added);
          } else if (entry !== undefined && kind === 'remove') {
            entry.markRemoved();
            list.noteRemoval();
            kept = kept.filter((other) => other !== entry);
          } else if (entry !== undefined && kind === 'acknowledge') {
            entry.state = 'acknowledged';
          } else {
            const from = by % (seq + 2);
            const behind = kept.filter((other) => other.seq >= from);
            expect(list.at(from)?.seq).toBe(behind[0]?.seq);
            expect(list.openAt(from)?.seq).toBe(behind.find((other) => other.open)?.seq);
          }
          expect([list.size, list.first?.seq]).toEqual([kept.length, kept[0]?.seq]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('closes gaps as they pile up, and not at every removal', () => {
    const list = new EntryList();
    let looks = 0;
    const entries = Array.from({ length: 1_000 }, (_, index) => {
      const entry = entryAt(index + 1);
      let state = entry.state;
      Object.defineProperty(entry, 'state', {
        get: () => {
          looks += 1;
          return state;
        },
        set: (next: typeof state) => {
          state = next;
        },
      });
      list.push(entry);
      return entry;
    });
    for (const entry of entries) {
      if (entry.seq === 50 || entry.seq === 1_000) continue;
      entry.markRemoved();
      list.noteRemoval();
    }
    expect(looks).toBeLessThan(10 * entries.length);
    looks = 0;
    expect([list.first?.seq, list.at(51)?.seq, list.size]).toEqual([50, 1_000, 2]);
    expect(looks).toBeLessThan(100);
  });

  it('still finds what is kept when so many gaps were closed', () => {
    const list = new EntryList();
    const entries = Array.from({ length: 400 }, (_, index) => entryAt(index + 1));
    for (const entry of entries) list.push(entry);
    for (const entry of entries) {
      if (entry.seq % 40 === 0 || entry.seq === 1 || entry.seq === 399) continue;
      entry.markRemoved();
      list.noteRemoval();
      const behind = entries.find(({ seq, state }) => seq >= entry.seq && state !== 'removed');
      expect(list.at(entry.seq)).toBe(behind);
    }
    const kept = entries.filter(({ state }) => state !== 'removed');
    expect([list.size, list.first]).toEqual([kept.length, entries[0]]);
    expect(kept.map(({ seq }) => list.at(seq))).toEqual(kept);
  });
});
