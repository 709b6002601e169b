import { readCase } from '../harness/http-case.mjs';
import { openFloor, openMountedFloor, openSqliteFloor } from '../harness/http-floors.mjs';
import { WARMUP_SECONDS } from '../harness/http-load.mjs';
import { openExpress, openFastify, openNest, openNodeHttp } from '../harness/http-peers.mjs';
import { ABOUT_SSSN, besideSssn } from '../harness/seeds.mjs';

const holonOf =
  (name, ...words) =>
  async () =>
    (await import('../harness/http-holon.mjs'))[name](...words);

const row = { name: 'HTTP GET 10 messages, JWT', ours: 'holon', limit: 'floor' };
const beside = (name, peer, atMost) => ({
  ...row,
  name: `${row.name}, beside ${name}`,
  peers: [peer],
  goal: { of: peer, atMost },
});

export const group = {
  name: 'http-get',
  title: 'Reading ten messages over HTTP',
  about:
    '`GET /channels/orders?limit=10&after=…` with a JWT (HS256), 50 connections from wrk on the other processor; ' +
    `microseconds of the server for each request, after ${WARMUP_SECONDS} seconds of the same load to warm up. What wrk ` +
    'counted has to be as many bytes as so many answers have. The floor is a bare node:http listener with holon’s ' +
    'duties: host, token (verified once, its end checked each time), rate, role and scope, query, ten messages whose ' +
    'JSON is made once; with SQLite they are selected at each request, and only their content is JSON already. Express ' +
    'and Nest verify with a KeyObject, Fastify with fast-jwt and its cache; none of the three limits rates or checks ' +
    'the host, and they make the JSON at each request from an array in memory. node:http routes by hand and does no ' +
    `more than they. Mounted: the floor, and holon, as the first \`use\` of an Express app. ${ABOUT_SSSN}`,
  cases: {
    floor: readCase('floor', openFloor),
    holon: readCase('holon', holonOf('openHolon')),
    'floor, SQLite': readCase('floor, SQLite', () => openSqliteFloor('disk')),
    'holon, SQLite': readCase('holon, SQLite', holonOf('openHolonSqlite', 'disk')),
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
    beside('Fastify', 'fastify', 1 / 2.2),
    beside('Express', 'express', 1 / 7),
    beside('Nest', 'nest', 1 / 9),
    besideSssn(row, 1e6 / 1_900),
    {
      name: `${row.name}, SQLite`,
      ours: 'holon, SQLite',
      limit: 'floor, SQLite',
      goal: { of: 'floor, SQLite', atMost: 1 / 0.8 },
    },
    {
      name: `${row.name}, mounted in Express`,
      ours: 'holon, mounted',
      limit: 'floor, mounted',
      goal: { of: 'floor, mounted', atMost: 1 / 0.85 },
    },
  ],
};
