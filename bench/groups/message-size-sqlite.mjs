import { configure, SqliteLog } from '../floors/sqlite-log.mjs';
import { temporaryFolder } from '../harness/files.mjs';
import { assertEqual } from '../harness/message.mjs';
import { countsOf, nameOf, orderOf, pointsOf, SIZES } from '../harness/sizes.mjs';

/** @param open(folder) answers `{ write, count, close }` */
const writeCase = (title, bytes, open) => ({
  title,
  ...countsOf(bytes, { most: 100 }),
  async prepare() {
    const folder = temporaryFolder();
    const { write, count, close } = await open(folder.path);
    const body = orderOf(bytes);
    return {
      async run(batch) {
        for (let n = 0; n < batch; n += 1) await write(body);
      },
      check: async (written) => assertEqual(await count(), written, `${title} stored`),
      async close() {
        await close();
        folder.remove();
      },
    };
  },
});

async function openHolon(folder) {
  const { holon, messagesIn, openSqlite } = await import('../harness/holon.mjs');
  class Orders extends holon.PassthroughChannel {}
  const store = openSqlite(`${folder}/orders.db`, 'process');
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
}

async function openFloor(folder) {
  const { Database } = await import('../harness/holon.mjs');
  const database = configure(Database(`${folder}/orders.db`), 'process');
  const log = new SqliteLog(database, { isDirect: true });
  return {
    write: (body) => log.write('writer', body),
    count: () => log.count(),
    close: () => database.close(),
  };
}

const cases = {};
for (const bytes of SIZES) {
  cases[`floor/${bytes}`] = writeCase('floor', bytes, openFloor);
  cases[`holon/${bytes}`] = writeCase('holon', bytes, openHolon);
}

export const group = {
  name: 'message-size-sqlite',
  title: 'Ever larger messages on disk',
  about:
    'One caller, NORMAL; the contents of the row above. The floor copies and freezes the content, as holon does, makes ' +
    'the JSON and inserts it. It also checks envelope and right, as holon does. Goals as for one caller and a small ' +
    'message.',
  cases,
  rows: [1_000, 10_000, 1_000_000].map((bytes) => ({
    name: `SQLite append of ${nameOf(bytes)}, 1 caller, NORMAL`,
    ours: `holon/${bytes}`,
    limit: `floor/${bytes}`,
    goal: { of: `floor/${bytes}`, atMost: 1.15 },
  })),
  plot: {
    file: 'message-size-sqlite',
    x: 'bytes of JSON',
    scale: 'log',
    series: pointsOf(['holon', 'floor']),
  },
};
