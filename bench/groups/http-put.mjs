import { createServer } from 'node:http';
import { setImmediate } from 'node:timers';

import { createFront, MemoryLog } from '../floors/http-front.mjs';
import { configure, SqliteLog } from '../floors/sqlite-log.mjs';
import { temporaryFolder } from '../harness/files.mjs';
import { writeCase } from '../harness/http-case.mjs';
import {
  KEPT,
  openExpress,
  openExpressSqlite,
  openFastify,
  openNest,
  openNodeHttp,
  SECRET,
} from '../harness/http-peers.mjs';

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

function openFloor() {
  const log = new MemoryLog(KEPT);
  return listen(createFront({ secret: SECRET, log }), () => log.count);
}

async function openMountedFloor() {
  const { default: express } = await import('express');
  const log = new MemoryLog(KEPT);
  const front = createFront({ secret: SECRET, log });
  const app = express().use((request, response) => front.emit('request', request, response));
  return listen(createServer(app), () => log.count);
}

/** @param isDirect a transaction for each write in place of one for all that waits in a turn */
async function openLog(isDirect) {
  const { Database } = await import('../harness/holon.mjs');
  const folder = temporaryFolder();
  const database = configure(Database(`${folder.path}/orders.db`), 'disk');
  const log = new SqliteLog(database, { isDirect });
  return {
    write: (senderId, content) => log.write(senderId, content),
    count: () => database.prepare('SELECT count(*) AS count FROM messages').get().count,
    async close() {
      // What was cut off in mid-write is still waiting for its transaction.
      await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
      database.close();
      folder.remove();
    },
  };
}

async function openSqliteFloor() {
  const log = await openLog(false);
  return listen(createFront({ secret: SECRET, log }), log.count, log.close);
}

async function openHolonSqlite() {
  const { openHolon, sqliteAt } = await import('../harness/http-holon.mjs');
  const folder = temporaryFolder();
  const server = await openHolon(sqliteAt(folder.path, 'disk'));
  return {
    ...server,
    async close() {
      await server.close();
      folder.remove();
    },
  };
}

const holonOf = (name) => async () => ({
  ...(await (await import('../harness/http-holon.mjs'))[name]()),
  isBounded: true,
});

const row = { name: 'HTTP PUT 200 bytes, JWT', ours: 'holon', limit: 'floor' };

export const group = {
  name: 'http-put',
  title: 'Writing over HTTP',
  about:
    '`PUT /channels/orders` with 100 bytes of JSON and a JWT (HS256), as above. The floor also reads the body within a ' +
    'limit, checks type and depth, copies and freezes the content, gives id and time and keeps the message; the SQLite ' +
    'floor commits all that waits in one turn (synchronous=FULL) before it answers. Express with SQLite commits each ' +
    'write for itself, as one would write it.',
  cases: {
    floor: writeCase('floor', openFloor),
    holon: writeCase('holon', holonOf('openHolon')),
    'floor, SQLite FULL': writeCase('floor, SQLite FULL', openSqliteFloor),
    'holon, SQLite FULL': writeCase('holon, SQLite FULL', openHolonSqlite),
    'express, SQLite FULL': writeCase('express, SQLite FULL', () =>
      openExpressSqlite(() => openLog(true)),
    ),
    'floor, mounted': writeCase('floor, mounted', openMountedFloor),
    'holon, mounted': writeCase('holon, mounted', holonOf('openHolonMounted')),
    'node:http': writeCase('node:http', openNodeHttp),
    fastify: writeCase('fastify', openFastify),
    express: writeCase('express', () => openExpress()),
    nest: writeCase('nest', openNest),
  },
  rows: [
    {
      ...row,
      peers: ['node:http', 'fastify', 'express', 'nest'],
      goal: { of: 'floor', atMost: 1 / 0.75 },
    },
    { ...row, name: `${row.name}, beside Fastify`, goal: { of: 'fastify', atMost: 1 / 1.5 } },
    {
      name: 'HTTP PUT 200 bytes, JWT, SQLite FULL',
      ours: 'holon, SQLite FULL',
      limit: 'floor, SQLite FULL',
      goal: { of: 'floor, SQLite FULL', atMost: 1 / 0.75 },
    },
    {
      name: 'HTTP PUT 200 bytes, JWT, SQLite FULL, beside Express + SQLite FULL',
      ours: 'holon, SQLite FULL',
      peers: ['express, SQLite FULL'],
      limit: 'floor, SQLite FULL',
      goal: { of: 'express, SQLite FULL', atMost: 1 / 12 },
    },
    {
      name: `${row.name}, mounted in Express`,
      ours: 'holon, mounted',
      limit: 'floor, mounted',
      goal: { of: 'floor, mounted', atMost: 1 / 0.85 },
    },
  ],
};
