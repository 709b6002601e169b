import {
  openFloor,
  openHolon,
  openMoleculer,
  openNestEmitter,
  subscribersCase,
} from '../harness/subscribers.mjs';

/** Every size delivers some 10⁶ messages, so that none is over before it is compiled. */
const COUNTS = {
  1: { batch: 500, batches: 300, warmupBatches: 150 },
  10: { batch: 500, batches: 200, warmupBatches: 100 },
  100: { batch: 200, batches: 60, warmupBatches: 30 },
  1000: { batch: 20, batches: 60, warmupBatches: 30 },
};
const SIZES = Object.keys(COUNTS).map(Number);
const OPEN = {
  floor: openFloor,
  holon: openHolon,
  moleculer: openMoleculer,
  'nest event-emitter': openNestEmitter,
};

const cases = {};
for (const size of SIZES) {
  for (const [name, open] of Object.entries(OPEN))
    cases[`${name}/${size}`] = subscribersCase(name, size, open, COUNTS[size]);
}
const row = {
  name: 'write → 1 000 awaited, isolated, stored',
  ours: 'holon/1000',
  limit: 'floor/1000',
};

export const group = {
  name: 'subscribers-growth',
  title: 'A write and ever more subscribers',
  about:
    'As above, up to 1 000 subscribers. The floor and the peers as there: Moleculer and Nest isolate and await, and ' +
    'store nothing. Goals as for 100.',
  cases,
  rows: [
    { ...row, goal: { of: 'floor/1000', atMost: 1.5 } },
    {
      ...row,
      name: `${row.name}, beside Moleculer`,
      peers: ['moleculer/1000'],
      goal: { of: 'moleculer/1000', atMost: 1 / 6 },
    },
  ],
  plot: {
    file: 'subscribers-growth',
    x: 'subscribers',
    scale: 'log',
    series: Object.fromEntries(
      Object.keys(OPEN).map((name) => [name, SIZES.map((size) => [size, `${name}/${size}`])]),
    ),
  },
};
