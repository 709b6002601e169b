import { writeCase } from '../harness/http-case.mjs';
import { openFloor, openLog, openMountedFloor, openSqliteFloor } from '../harness/http-floors.mjs';
import { WARMUP_SECONDS } from '../harness/http-load.mjs';
import {
  KEPT,
  openExpress,
  openExpressSqlite,
  openFastify,
  openNest,
  openNodeHttp,
} from '../harness/http-peers.mjs';
import { ABOUT_SSSN, besideSssn } from '../harness/seeds.mjs';

const holonOf =
  (name, ...words) =>
  async () =>
    (await import('../harness/http-holon.mjs'))[name](...words);

const row = { name: 'HTTP PUT 200 bytes, JWT', ours: 'holon', limit: 'floor' };
const onSqlite = (level) => ({
  name: `${row.name}, SQLite ${level}`,
  ours: `holon, SQLite ${level}`,
  limit: `floor, SQLite ${level}`,
  goal: { of: `floor, SQLite ${level}`, atMost: 1 / 0.75 },
});

export const group = {
  name: 'http-put',
  title: 'Writing over HTTP',
  about:
    '`PUT /channels/orders` with 200 bytes of JSON and a JWT (HS256), loaded and warmed up ' +
    `(${WARMUP_SECONDS} seconds) as above. What wrk counted, warm-up included, has to have been stored. The floor also ` +
    'reads the body within a limit, checks type and depth, copies and freezes the content, gives id and time and keeps ' +
    `the last ${KEPT} messages; the SQLite floor commits all that waits in one turn before it answers. NORMAL outlives ` +
    'the process, FULL a power failure. node:http, Express, Fastify and Nest verify the token and check the role, give ' +
    `id and time and keep the last ${KEPT} in an array; they neither check the host, limit rates or the depth, copy or ` +
    'freeze the content, nor store an id once; node:http has no limit of the body either. Express with SQLite commits ' +
    `each write for itself, as one would write it. ${ABOUT_SSSN}`,
  cases: {
    floor: writeCase('floor', openFloor),
    holon: writeCase('holon', holonOf('openHolon')),
    'floor, SQLite FULL': writeCase('floor, SQLite FULL', () => openSqliteFloor('disk')),
    'holon, SQLite FULL': writeCase('holon, SQLite FULL', holonOf('openHolonSqlite', 'disk')),
    'express, SQLite FULL': writeCase('express, SQLite FULL', () =>
      openExpressSqlite(() => openLog('disk', { isDirect: true })),
    ),
    'floor, SQLite NORMAL': writeCase('floor, SQLite NORMAL', () => openSqliteFloor('process')),
    'holon, SQLite NORMAL': writeCase(
      'holon, SQLite NORMAL',
      holonOf('openHolonSqlite', 'process'),
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
    {
      ...row,
      name: `${row.name}, beside Fastify`,
      peers: ['fastify'],
      goal: { of: 'fastify', atMost: 1 / 1.5 },
    },
    besideSssn(row, 1e6 / 4_100),
    onSqlite('FULL'),
    onSqlite('NORMAL'),
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
