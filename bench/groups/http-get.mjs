import { createServer } from 'node:http';

import { createFront, MemoryLog } from '../floors/http-front.mjs';
import { temporaryFolder } from '../harness/files.mjs';
import { readCase } from '../harness/http-case.mjs';
import {
  KEPT,
  messages,
  openExpress,
  openFastify,
  openNest,
  openNodeHttp,
  SECRET,
} from '../harness/http-peers.mjs';

async function listen(server) {
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

function floorFront() {
  const log = new MemoryLog(KEPT);
  log.preload(messages);
  return createFront({ secret: SECRET, log });
}

/** The duties of the floor as the first `app.use` of an Express app. */
async function openMountedFloor() {
  const { default: express } = await import('express');
  const front = floorFront();
  const app = express().use((request, response) => front.emit('request', request, response));
  return listen(createServer(app));
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

const holonOf = (name) => async () => (await import('../harness/http-holon.mjs'))[name]();

const row = { name: 'HTTP GET 10 messages, JWT', ours: 'holon', limit: 'floor' };

export const group = {
  name: 'http-get',
  title: 'Reading ten messages over HTTP',
  about:
    '`GET /channels/orders?limit=10&after=…` with a JWT (HS256), 50 connections from wrk on the other processor; ' +
    'microseconds of the server for each request. The floor is a bare node:http listener with holon’s duties: host, ' +
    'token (verified once, its end checked each time), rate, role and scope, query, ten messages whose JSON is made ' +
    'once. Express and Nest verify with a KeyObject, Fastify with fast-jwt and its cache; none of the three limits ' +
    'rates or checks the host, and they make the JSON at each request. Mounted: the floor, and holon, as the first ' +
    '`use` of an Express app.',
  cases: {
    floor: readCase('floor', () => listen(floorFront())),
    holon: readCase('holon', holonOf('openHolon')),
    'holon, SQLite': readCase('holon, SQLite', openHolonSqlite),
    'floor, mounted': readCase('floor, mounted', openMountedFloor),
    'holon, mounted': readCase('holon, mounted', holonOf('openHolonMounted')),
    'node:http': readCase('node:http', openNodeHttp),
    fastify: readCase('fastify', openFastify),
    express: readCase('express', () => openExpress()),
    nest: readCase('nest', openNest),
  },
  rows: [
    {
      ...row,
      peers: ['node:http', 'fastify', 'express', 'nest'],
      goal: { of: 'floor', atMost: 1 / 0.8 },
    },
    { ...row, name: `${row.name}, beside Fastify`, goal: { of: 'fastify', atMost: 1 / 2.2 } },
    { ...row, name: `${row.name}, beside Express`, goal: { of: 'express', atMost: 1 / 7 } },
    { ...row, name: `${row.name}, beside Nest`, goal: { of: 'nest', atMost: 1 / 9 } },
    {
      name: `${row.name}, mounted in Express`,
      ours: 'holon, mounted',
      limit: 'floor, mounted',
      goal: { of: 'floor, mounted', atMost: 1 / 0.85 },
    },
  ],
};
