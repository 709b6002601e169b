import { BareQueue, Queue, StrictQueue } from '../floors/queue.mjs';
import { assertEqual, content } from '../harness/message.mjs';
import { ABOUT_SSSN, besideSssn } from '../harness/seeds.mjs';

/** Acknowledged messages that holon and the strict floor keep. */
const KEPT = 1_000;
const MANY_KEPT = 100_000;

/** @param open answers `cycle`: writes one message, claims it, acknowledges it and answers its content */
const queueCase = (title, open) => ({
  title,
  batch: 500,
  batches: 400,
  warmupBatches: 200,
  async prepare() {
    let done = 0;
    const { cycle, close } = await open();
    return {
      async run(count) {
        for (let n = 0; n < count; n += 1) {
          const body = await cycle(content());
          if (body.quantity === 3) done += 1;
        }
      },
      check: (written) => assertEqual(done, written, `${title} acknowledged`),
      close,
    };
  },
});

async function openHolon(kept) {
  const { holon } = await import('../harness/holon.mjs');
  class Jobs extends holon.WorkQueueChannel {}
  const jobs = new Jobs({ id: 'jobs', retention: { maxCount: kept } });
  await jobs.start();
  const writer = new holon.ChannelClient('writer');
  const worker = new holon.ChannelClient('worker');
  writer.connect(Jobs, jobs);
  worker.connect(Jobs, jobs);
  const one = { limit: 1 };
  return {
    async cycle(body) {
      await writer.write(Jobs, body);
      const [claim] = await worker.claim(Jobs, one);
      await claim.ack();
      return claim.content;
    },
    kept: async () => (await jobs.stats()).acknowledged,
    close: () => jobs.stop(),
  };
}

const openQueue = (queue) => async () => ({
  async cycle(body) {
    await queue.write('writer', body);
    const claim = await queue.claim('worker', 300_000);
    await queue.acknowledge('worker', claim.message.id);
    return claim.message.content;
  },
  kept: async () => queue.kept,
});

/** With so many acknowledged messages as are kept. */
async function filled(opening) {
  const queue = await opening;
  for (let n = 0; n < MANY_KEPT; n += 1) await queue.cycle(content());
  if ((await queue.kept()) < MANY_KEPT) throw new Error('what was acknowledged was not kept');
  return queue;
}

async function openBare() {
  const queue = new BareQueue();
  return {
    async cycle(body) {
      await queue.write(body);
      const message = await queue.claim();
      await queue.acknowledge(message.id);
      return message.content;
    },
  };
}

async function openFastq() {
  const { default: fastq } = await import('fastq');
  const queue = fastq.promise(async (body) => body, 1);
  return { cycle: (body) => queue.push(body) };
}

async function openPQueue() {
  const { default: PQueue } = await import('p-queue');
  const queue = new PQueue({ concurrency: 1 });
  return { cycle: (body) => queue.add(async () => body) };
}

const row = {
  name: 'memory queue write + claim + acknowledge',
  ours: 'holon',
  peers: ['fastq.promise', 'p-queue', 'ring and map'],
  limit: 'floor',
  strict: 'strict floor',
  goal: { of: 'floor', atMost: 1.5 },
};

/** Behind many that are acknowledged and kept. */
const keptRow = {
  name: 'memory queue write + claim + acknowledge, 100 k acknowledged kept',
  ours: 'holon, 100 k done',
  limit: 'strict floor, 100 k done',
};

export const group = {
  name: 'memory-queue',
  title: 'A memory queue: write, claim, acknowledge',
  about:
    'One message at a time, three awaits. "ring and map" is the bare limit: no check, no right, no lease. The floor ' +
    'checks envelope, right, holder and lease and forgets what is acknowledged. The strict floor also copies and ' +
    `freezes the content, stores an id once and keeps the last ${KEPT} messages, as holon does; "100 k done" is the ` +
    `same with ${MANY_KEPT} acknowledged messages that are kept, where SSSN scans them. fastq and p-queue call a function: ` +
    `no claim, no lease, no acknowledge. ${ABOUT_SSSN}`,
  cases: {
    'ring and map': queueCase('ring and map', openBare),
    floor: queueCase('floor', () => openQueue(new Queue())()),
    'strict floor': queueCase('strict floor', () => openQueue(new StrictQueue(KEPT))()),
    holon: queueCase('holon', () => openHolon(KEPT)),
    'strict floor, 100 k done': queueCase('strict floor, 100 k done', () =>
      filled(openQueue(new StrictQueue(MANY_KEPT))()),
    ),
    'holon, 100 k done': queueCase('holon, 100 k done', () => filled(openHolon(MANY_KEPT))),
    'fastq.promise': queueCase('fastq.promise', openFastq),
    'p-queue': queueCase('p-queue', openPQueue),
  },
  rows: [
    row,
    besideSssn(row, 16.8),
    {
      ...keptRow,
      goal: { of: 'strict floor, 100 k done', atMost: 1.5 },
    },
    besideSssn(keptRow, 13_600),
  ],
};
