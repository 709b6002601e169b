import { KEPT } from '../harness/message.mjs';
import { ABOUT_SSSN, besideSssn } from '../harness/seeds.mjs';
import {
  openEmittery,
  openEventEmitter2,
  openFloor,
  openHolon,
  openMoleculer,
  openNestCqrs,
  openNestEmitter,
  openRxjs,
  openStrictFloor,
  subscribersCase,
} from '../harness/subscribers.mjs';

const COUNTS = {
  1: { batch: 500, batches: 400, warmupBatches: 200 },
  10: { batch: 500, batches: 400, warmupBatches: 200 },
  100: { batch: 500, batches: 100, warmupBatches: 40 },
};
const SSSN_MICROSECONDS = { 1: 21.6, 100: 316 };
/** A message takes it so long that fewer have to do. */
const COUNTS_OF_CQRS = {
  ...COUNTS,
  10: { batch: 500, batches: 100, warmupBatches: 40 },
  100: { batch: 100, batches: 30, warmupBatches: 10 },
};
const PEERS = {
  moleculer: openMoleculer,
  'nest event-emitter': openNestEmitter,
  'nest cqrs, drained': openNestCqrs,
  emittery: openEmittery,
  eventemitter2: openEventEmitter2,
  'rxjs, not awaited': openRxjs,
};

const cases = {};
const rows = [];
for (const size of [1, 10, 100]) {
  const at = (name) => `${name}/${size}`;
  const add = (name, open, counts = COUNTS) => {
    cases[at(name)] = subscribersCase(name, size, open, counts[size]);
  };
  add('floor', openFloor);
  add('strict floor', openStrictFloor);
  add('holon', openHolon);
  for (const [name, open] of Object.entries(PEERS))
    add(name, open, open === openNestCqrs ? COUNTS_OF_CQRS : COUNTS);
  const peers = Object.keys(PEERS).map(at);
  const name = `write → ${size} awaited, isolated, stored`;
  const row = { name, ours: at('holon'), peers, limit: at('floor'), strict: at('strict floor') };
  rows.push({ ...row, goal: { of: at('floor'), atMost: 1.5 } });
  if (SSSN_MICROSECONDS[size] !== undefined) rows.push(besideSssn(row, SSSN_MICROSECONDS[size]));
  const toMoleculer = { 1: 1, 10: 1 / 3, 100: 1 / 6 }[size];
  rows.push({
    ...row,
    name: `${name}, beside Moleculer`,
    peers: [at('moleculer')],
    goal: { of: at('moleculer'), atMost: toMoleculer },
  });
}

export const group = {
  name: 'fan-out',
  title: 'A write and its awaited subscribers',
  about:
    'One write awaited at a time; async subscribers that do no I/O, each of which has to get every message. The floor ' +
    `checks the envelope and the right to write, gives time and id, keeps the last ${KEPT} messages and calls every ` +
    'subscriber in isolation. The strict floor also copies and freezes the content and stores an id once, as holon ' +
    'does. None of the peers checks, authorises, gives an id or stores. Moleculer and the event-emitter of Nest await ' +
    'and isolate; emittery and eventemitter2 await and reject when one subscriber throws; the event bus of Nest’s ' +
    'cqrs isolates and awaits nothing (here it is drained after some hundred messages); a Subject of rxjs calls its ' +
    `subscribers and does no more: it neither awaits nor sees what an async one throws. ${ABOUT_SSSN}`,
  cases,
  rows,
};
