import { configure, SqliteLog } from '../floors/sqlite-log.mjs';
import { temporaryFolder } from '../harness/files.mjs';
import { assertEqual, content } from '../harness/message.mjs';
import { ABOUT_SSSN, besideSssn } from '../harness/seeds.mjs';

/** Runs `count` operations from `callers` callers, each of which awaits its own. */
export async function inParallel(callers, count, operation) {
  const caller = async () => {
    for (let n = 0; n < count / callers; n += 1) await operation();
  };
  await Promise.all(Array.from({ length: callers }, caller));
}

const LEVELS = [
  ['NORMAL', 'process'],
  ['FULL', 'disk'],
];
const SIZES = {
  1: { batch: 100, batches: 100, warmupBatches: 30 },
  10: { batch: 500, batches: 30, warmupBatches: 8 },
  100: { batch: 2_000, batches: 20, warmupBatches: 6 },
};

/** @param open(folder) answers how to write one message and how many were stored */
const appendCase = (title, callers, open) => ({
  title,
  ...SIZES[callers],
  async prepare() {
    const folder = temporaryFolder();
    const { write, count, close } = await open(folder.path);
    return {
      run: (batch) => inParallel(callers, batch, () => write(content())),
      check: async (written) => assertEqual(await count(), written, `${title} stored`),
      async close() {
        await close();
        folder.remove();
      },
    };
  },
});

const openHolon = (durability) => async (folder) => {
  const { holon, messagesIn, openSqlite } = await import('../harness/holon.mjs');
  class Orders extends holon.PassthroughChannel {}
  const store = openSqlite(`${folder}/orders.db`, durability);
  const orders = new Orders({ id: 'orders', store });
  await orders.start();
  const writer = new holon.ChannelClient('writer');
  writer.connect(Orders, orders);
  return {
    write: (body) => writer.write(Orders, body),
    count: () => messagesIn(`${folder}/orders.db`),
    async close() {
      await orders.stop();
      await store.close();
    },
  };
};

const openFloor = (durability, isDirect) => async (folder) => {
  const { Database } = await import('../harness/holon.mjs');
  const database = configure(Database(`${folder}/orders.db`), durability);
  const log = new SqliteLog(database, { isDirect });
  return {
    write: (body) => log.write('writer', body),
    count: () => log.count(),
    close: () => database.close(),
  };
};

async function openBullMq() {
  const { startRedis } = await import('../harness/redis-server.mjs');
  const { Queue } = await import('bullmq');
  const redis = await startRedis();
  const queue = new Queue('orders', { connection: { host: '127.0.0.1', port: redis.port } });
  return {
    write: (body) => queue.add('order', body),
    count: () => queue.getWaitingCount(),
    async close() {
      await queue.close();
      await redis.stop();
    },
  };
}

/** As SSSN keeps its messages: one caller, each write on the disk before the next. */
const beside = besideSssn(
  { name: 'SQLite append, 1 caller, FULL', ours: 'holon FULL/1', limit: 'floor FULL/1' },
  1_012,
);

const cases = {};
const rows = [];
for (const [level, durability] of LEVELS) {
  for (const callers of [1, 10, 100]) {
    const at = (name) => `${name} ${level}/${callers}`;
    cases[at('floor')] = appendCase('floor', callers, openFloor(durability, callers === 1));
    cases[at('holon')] = appendCase('holon', callers, openHolon(durability));
    rows.push({
      name: `SQLite append, ${callers} ${callers === 1 ? 'caller' : 'callers'}, ${level}`,
      ours: at('holon'),
      limit: at('floor'),
      goal: { of: at('floor'), atMost: callers === 1 ? 1.15 : 1.3 },
    });
  }
}
for (const callers of [1, 10, 100]) {
  const name = `bullmq add, AOF always/${callers}`;
  cases[name] = { ...appendCase('bullmq', callers, openBullMq), needs: 'redis-server' };
}
rows.push(beside, {
  name: 'SQLite append, 100 callers, FULL, beside BullMQ',
  ours: 'holon FULL/100',
  peers: ['bullmq add, AOF always/100'],
  limit: 'floor FULL/100',
  goal: { of: 'bullmq add, AOF always/100', atMost: 0.17 },
});

export const group = {
  name: 'sqlite-append',
  title: 'A write to disk',
  about:
    'Callers that each await their own write. The floor checks envelope and right, gives time and id, copies the ' +
    'content and inserts it with better-sqlite3: at once in a transaction of its own for one caller, all that waits ' +
    'in one turn of the event loop in one transaction for more. NORMAL outlives the process, FULL a power failure. ' +
    'BullMQ adds to a Redis that syncs its log before it answers (AOF always) on the other processor: it serialises the ' +
    'content and gives id and time, and has a job’s retries and events; it checks no envelope and no right to write, ' +
    `freezes nothing, and its messages have to fit in memory. ${ABOUT_SSSN} SSSN writes to SQLite with its rollback ` +
    'journal, as shipped.',
  cases,
  rows,
};
