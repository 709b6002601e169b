/** The floor of the HTTP groups on what it can stand on: memory, SQLite, an Express app around it. */
import { createServer } from 'node:http';
import { setImmediate } from 'node:timers';

import { createFront, MemoryLog } from '../floors/http-front.mjs';
import { configure, SqliteLog } from '../floors/sqlite-log.mjs';
import { temporaryFolder } from './files.mjs';
import { KEPT, messages, SECRET } from './http-peers.mjs';

async function listen(server, count, after = () => undefined) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    count,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await after();
    },
  };
}

function createLog() {
  const log = new MemoryLog(KEPT);
  log.preload(messages);
  return log;
}

export function openFloor() {
  const log = createLog();
  return listen(createFront({ secret: SECRET, log }), () => log.count);
}

/** The duties of the floor as the first `app.use` of an Express app. */
export async function openMountedFloor() {
  const { default: express } = await import('express');
  const log = createLog();
  const front = createFront({ secret: SECRET, log });
  const app = express().use((request, response) => front.emit('request', request, response));
  return listen(createServer(app), () => log.count);
}

/**
 * @param durability 'disk' or 'process'
 * @param isDirect a transaction for each write in place of one for all that waits in a turn
 */
export async function openLog(durability, { isDirect }) {
  const { Database } = await import('./holon.mjs');
  const folder = temporaryFolder();
  const database = configure(Database(`${folder.path}/orders.db`), durability);
  const log = new SqliteLog(database, { isDirect });
  log.preload(messages);
  return {
    read: (after, limit) => log.read(after, limit),
    write: (senderId, content) => log.write(senderId, content),
    count: () => log.count(),
    async close() {
      // What was cut off in mid-write is still waiting for its transaction.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      database.close();
      folder.remove();
    },
  };
}

export async function openSqliteFloor(durability) {
  const log = await openLog(durability, { isDirect: false });
  return listen(createFront({ secret: SECRET, log }), log.count, log.close);
}
