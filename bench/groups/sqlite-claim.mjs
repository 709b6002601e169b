import { idSource } from '../floors/ids.mjs';
import { configure } from '../floors/sqlite-log.mjs';
import { fillJobs, SqliteQueue } from '../floors/sqlite-queue.mjs';
import { fromTemplate, temporaryFolder } from '../harness/files.mjs';
import { assertEqual, content } from '../harness/message.mjs';
import { inParallel } from './sqlite-append.mjs';

const SIZES = {
  1: { batch: 100, batches: 100, warmupBatches: 30 },
  50: { batch: 1_000, batches: 20, warmupBatches: 5 },
};

/**
 * @param open(folder, { ready, done }) answers `take`, which claims and acknowledges one message, with `ready` waiting,
 *   and `settled(count)`: the acknowledges that are stored, where `count` were asked for
 */
export const claimCase = (title, workers, open, { ready, done = 0 } = {}) => {
  const size = SIZES[workers];
  const all = size.batch * (size.batches + size.warmupBatches) + (ready ?? 1_000);
  return {
    title,
    ...size,
    async prepare() {
      const folder = temporaryFolder();
      const ids = new Set();
      const { take, settled, close } = await open(folder.path, { ready: all, done });
      return {
        run: (batch) =>
          inParallel(workers, batch, async () => {
            ids.add(await take());
          }),
        async check(taken) {
          assertEqual(ids.size, taken, `${title}: different messages`);
          assertEqual((await settled(taken)) - done, taken, `${title}: acknowledges stored`);
        },
        async close() {
          await close();
          folder.remove();
        },
      };
    },
  };
};

export const openHolon =
  (durability) =>
  async (folder, { ready, done }) => {
    const { askFile, holon, openSqlite } = await import('../harness/holon.mjs');
    class Jobs extends holon.WorkQueueChannel {}
    const connect = async (file, level) => {
      const store = openSqlite(file, level);
      const jobs = new Jobs({ id: 'jobs', store });
      await jobs.start();
      const client = new holon.ChannelClient('worker');
      client.connect(Jobs, jobs);
      const close = async () => {
        await jobs.stop();
        await store.close();
      };
      return { client, close };
    };
    const file = `${folder}/jobs.db`;
    await fromTemplate(`holon-${done}-${ready}`, file, async (template) => {
      const { client, close } = await connect(template, 'process');
      await inParallel(1_000, done + ready, () => client.write(Jobs, content()));
      for (let left = done; left > 0; left -= 1_000) {
        const claims = await client.claim(Jobs, { limit: 1_000 });
        await Promise.all(claims.map((claim) => claim.ack()));
      }
      await close();
    });
    const { client, close } = await connect(file, durability);
    const one = { limit: 1 };
    return {
      async take() {
        const [claim] = await client.claim(Jobs, one);
        await claim.ack();
        return claim.id;
      },
      settled: () => askFile(file, 'SELECT count(*) FROM states WHERE state = 4'),
      close,
    };
  };

export const openFloor =
  (durability, options) =>
  async (folder, { ready, done }) => {
    const { Database } = await import('../harness/holon.mjs');
    const file = `${folder}/jobs.db`;
    await fromTemplate(`floor-${done}-${ready}`, file, async (template) => {
      const database = configure(Database(template), 'process');
      fillJobs(database, { done, ready, nextId: idSource(), content: content() });
      database.close();
    });
    const database = configure(Database(file), durability);
    const queue = new SqliteQueue(database, options);
    let held;
    const { isFused = false } = options;
    return {
      async take() {
        if (isFused) {
          held = await queue.acknowledgeAndClaim('worker', held?.seq, 300_000);
          return held.seq;
        }
        const claim = await queue.claim('worker', 300_000);
        await queue.acknowledge('worker', claim.seq);
        return claim.seq;
      },
      // The last one that a fused worker took is not acknowledged yet.
      settled: () => queue.done() + (isFused ? 1 : 0),
      close: () => database.close(),
    };
  };

/** BullMQ's worker takes jobs by itself; `take` resolves when the next one is done. */
const openBullMq =
  (concurrency) =>
  async (_folder, { ready }) => {
    const { startRedis } = await import('../harness/redis-server.mjs');
    const { Queue, Worker } = await import('bullmq');
    const redis = await startRedis();
    const connection = { host: '127.0.0.1', port: redis.port, maxRetriesPerRequest: null };
    const queue = new Queue('jobs', { connection });
    for (let left = ready; left > 0; left -= 1_000) {
      const jobs = Array.from({ length: Math.min(left, 1_000) }, () => ({
        name: 'job',
        data: content(),
      }));
      await queue.addBulk(jobs);
    }
    const finished = [];
    const waiting = [];
    const worker = new Worker('jobs', async (job) => job.data.quantity, {
      connection,
      concurrency,
      autorun: false,
    });
    worker.on('completed', ({ id }) => {
      const resolve = waiting.shift();
      if (resolve === undefined) finished.push(id);
      else resolve(id);
    });
    let running;
    return {
      take() {
        running ??= worker.run();
        const id = finished.shift();
        return id === undefined ? new Promise((resolve) => waiting.push(resolve)) : id;
      },
      // Its workers go on by themselves, so there may be more.
      async settled(count) {
        return Math.min(count, await queue.getCompletedCount());
      },
      async close() {
        await worker.close(true);
        await queue.close();
        await redis.stop();
      },
    };
  };

const alone = { isAlone: true, findsExpired: false };
const grouped = { isAlone: false, findsExpired: false };

export const group = {
  name: 'sqlite-claim',
  title: 'Claim and acknowledge on disk',
  about:
    'Workers that each claim one message, acknowledge it and claim the next. The floor selects by a partial index, ' +
    'updates by seq and checks holder and lease when it settles; for one worker in a transaction each, for 50 all that ' +
    'waits in a turn in one. The strict floor also keeps the index that finds expired claims, as holon does. "fused" ' +
    'acknowledges and claims the next in one transaction: the limit of a worker that never has to know that its ' +
    'acknowledge was stored. After each case the acknowledges in the file are counted. BullMQ processes with concurrency ' +
    '50 on a Redis with AOF always: it locks a job and fetches the next when it finishes one, counts attempts and writes ' +
    'events; it checks no right to claim, freezes nothing, and its jobs have to fit in memory.',
  cases: {
    'fused NORMAL/1': claimCase('fused', 1, openFloor('process', { ...alone, isFused: true })),
    'floor NORMAL/1': claimCase('floor', 1, openFloor('process', alone)),
    'strict floor NORMAL/1': claimCase(
      'strict floor',
      1,
      openFloor('process', { ...alone, findsExpired: true }),
    ),
    'holon NORMAL/1': claimCase('holon', 1, openHolon('process')),
    'floor NORMAL/50': claimCase('floor', 50, openFloor('process', grouped)),
    'strict floor NORMAL/50': claimCase(
      'strict floor',
      50,
      openFloor('process', { ...grouped, findsExpired: true }),
    ),
    'holon NORMAL/50': claimCase('holon', 50, openHolon('process')),
    'floor FULL/50': claimCase('floor', 50, openFloor('disk', grouped)),
    'strict floor FULL/50': claimCase(
      'strict floor',
      50,
      openFloor('disk', { ...grouped, findsExpired: true }),
    ),
    'holon FULL/50': claimCase('holon', 50, openHolon('disk')),
    'bullmq process, AOF always/50': {
      ...claimCase('bullmq', 50, openBullMq(50)),
      needs: 'redis-server',
    },
  },
  rows: [
    {
      name: 'SQLite claim + acknowledge, 1 worker, NORMAL',
      ours: 'holon NORMAL/1',
      peers: ['fused NORMAL/1'],
      limit: 'floor NORMAL/1',
      strict: 'strict floor NORMAL/1',
      goal: { of: 'floor NORMAL/1', atMost: 1.15 },
    },
    {
      name: 'SQLite claim + acknowledge, 50 workers, NORMAL',
      ours: 'holon NORMAL/50',
      limit: 'floor NORMAL/50',
      strict: 'strict floor NORMAL/50',
      goal: { of: 'floor NORMAL/50', atMost: 1.3 },
    },
    {
      name: 'SQLite claim + acknowledge, 50 workers, FULL',
      ours: 'holon FULL/50',
      limit: 'floor FULL/50',
      strict: 'strict floor FULL/50',
      goal: { of: 'floor FULL/50', atMost: 1.3 },
    },
    {
      name: 'SQLite claim + acknowledge, 50 workers, FULL, beside BullMQ',
      ours: 'holon FULL/50',
      peers: ['bullmq process, AOF always/50'],
      limit: 'floor FULL/50',
      goal: { of: 'bullmq process, AOF always/50', atMost: 0.34 },
    },
  ],
};
