import { randomUUID } from 'node:crypto';

import { idSource } from '../floors/ids.mjs';
import { assertEqual, KEPT } from '../harness/message.mjs';

/** @param open answers how the next id is made. @param isRising each has to be above the one before */
const idCase = (title, open, { isRising }) => ({
  title,
  batch: 1_000,
  batches: 1_000,
  warmupBatches: 200,
  async prepare() {
    const next = await open();
    // Kept, because an id that is thrown away at once hides what it costs the garbage collector.
    const kept = new Array(KEPT).fill('');
    let made = 0;
    const assertRising = () => {
      for (let n = made - KEPT + 1; n < made; n += 1)
        if (!(kept[n % KEPT] > kept[(n - 1) % KEPT]))
          throw new Error(`${title}: an id that does not rise`);
    };
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          kept[made % KEPT] = next();
          made += 1;
        }
      },
      check(asked) {
        assertEqual(made, asked, `${title}: ids made`);
        if (isRising) assertRising();
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
  about:
    `Making an id and keeping the last ${KEPT} of them, all different. The first two rise in the order in which they are ` +
    'made; randomUUID does not, and is found in no order.',
  cases: {
    'flat, rising': idCase(
      'flat, rising',
      () => {
        const [next, nowMs] = [idSource(), clock()];
        return () => next(nowMs());
      },
      { isRising: true },
    ),
    holon: idCase(
      'holon',
      async () => {
        const { holon } = await import('../harness/holon.mjs');
        const [ids, nowMs] = [new holon.TimeOrderedIdSource(), clock()];
        return () => ids.next(nowMs());
      },
      { isRising: true },
    ),
    randomUUID: idCase('randomUUID', () => () => randomUUID(), { isRising: false }),
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
