import { randomUUID } from 'node:crypto';

import { idSource } from '../floors/ids.mjs';
import { assertEqual, KEPT } from '../harness/message.mjs';

/** @param open answers how the next id is made */
const idCase = (title, open) => ({
  title,
  batch: 1_000,
  batches: 1_000,
  warmupBatches: 200,
  async prepare() {
    const next = await open();
    // Kept, because an id that is thrown away at once hides what it costs the garbage collector.
    const kept = new Array(KEPT).fill('');
    let made = 0;
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          kept[made % KEPT] = next();
          made += 1;
        }
      },
      check() {
        assertEqual(new Set(kept).size, KEPT, `${title}: different ids`);
      },
    };
  },
});

const clock = () => {
  let nowMs = 1_700_000_000_000;
  let calls = 0;
  return () => (++calls % 1_000 === 0 ? ++nowMs : nowMs);
};

export const group = {
  name: 'ids',
  title: 'Ids that are kept',
  about: `Making an id and keeping the last ${KEPT} of them.`,
  cases: {
    'flat, rising': idCase('flat, rising', () => {
      const [next, nowMs] = [idSource(), clock()];
      return () => next(nowMs());
    }),
    holon: idCase('holon', async () => {
      const { holon } = await import('../harness/holon.mjs');
      const [ids, nowMs] = [new holon.TimeOrderedIdSource(), clock()];
      return () => ids.next(nowMs());
    }),
    randomUUID: idCase('randomUUID', () => () => randomUUID()),
  },
  rows: [
    {
      name: 'time-ordered id kept in a log',
      ours: 'holon',
      peers: ['randomUUID'],
      limit: 'flat, rising',
      goal: { microseconds: 0.6, atMost: 1 },
    },
  ],
};
