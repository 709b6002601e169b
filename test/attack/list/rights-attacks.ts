import type { Role } from 'holon';

import { ask, bearer, jsonOf, statusOf } from '../sites';
import { joined, type Attack, type Stage } from './attack';

const READS = [
  'GET /channels/news',
  'HEAD /channels/news',
  'GET /channels/news?wait=0&limit=5',
  'GET /channels/jobs?exclusive=true',
  'GET /channels/news/events',
  'HEAD /channels/news/events',
  'POST /channels/news/peek',
  'GET /channels/registry/registrations',
  'POST /systems/plant/services/weigh',
];
const WRITES = [
  'PUT /channels/news',
  'PUT /channels/news?direct=true',
  'POST /channels/news/messages',
  'POST /systems/plant/services/echo',
];
const OWNS = [
  'GET /channels/news/stats',
  'GET /channels/news/dead',
  'HEAD /channels/news/dead',
  'POST /channels/news/redrive',
  'POST /channels/news/remove',
  'POST /channels/news/clear',
  'POST /channels/news/evict',
  'GET /metrics',
  'HEAD /metrics',
];

/** A token that the app itself has issued. */
export function issue(
  stage: Stage,
  systemId: string,
  role: Role,
  channelIds?: readonly string[],
): readonly string[] {
  return bearer(stage.security.issueToken({ systemId, role, channelIds, expiresInMs: 3_600_000 }));
}

async function statuses(
  stage: Stage,
  routes: readonly string[],
  headers: readonly string[],
): Promise<string> {
  const outcomes = [];
  for (const route of routes) {
    // No body: what is allowed may be answered in any way but with 403.
    outcomes.push(statusOf(await ask(stage, route, headers)));
  }
  return joined(outcomes);
}

const refused = (
  number: number,
  what: string,
  routes: readonly string[],
  token: readonly [role: Role, channelIds?: readonly string[]],
): Attack => ({
  number,
  what,
  expected: '403',
  run: (stage) => statuses(stage, routes, issue(stage, 'sensor', ...token)),
});

/** The body of a list, and the statuses of single things. */
async function listed(stage: Stage, path: string, headers: readonly string[]): Promise<string> {
  const { channels } = jsonOf(await ask(stage, `GET ${path}`, headers));
  return channels.map(({ id }) => id).join(',');
}

const SCOPED = [...READS, ...WRITES, ...OWNS];

/** What a good token must not be good for. Nothing is left behind. */
export const RIGHTS_ATTACKS: readonly Attack[] = [
  refused(32, 'a token for another channel', SCOPED, ['admin', ['post']]),
  refused(32, 'a token for no channel', SCOPED, ['admin', []]),
  refused(32, 'a token for a channel of nearly that name', SCOPED, ['admin', ['new', 'news ']]),
  refused(32, 'a token for everything, by a word', SCOPED, ['admin', ['*', '%', 'NEWS']]),
  refused(
    32,
    'a token for a channel, shown to the services of a system of that name',
    ['POST /systems/plant/services/echo', 'POST /systems/plant/services/weigh'],
    ['admin', ['plant', 'systems', 'systems/', 'systems/cellar']],
  ),
  refused(
    32,
    'a token for the services of a system, shown to channels and metrics',
    [...OWNS, ...READS.slice(0, -1)],
    ['admin', ['systems/plant']],
  ),
  {
    number: 32,
    what: 'a list of channels, asked for by somebody of one channel',
    expected: 'post',
    run: (stage) => listed(stage, '/channels', issue(stage, 'sensor', 'read', ['post'])),
  },
  {
    number: 32,
    what: 'a list of channels, asked for by somebody of none',
    expected: '',
    run: (stage) => listed(stage, '/channels', issue(stage, 'sensor', 'admin', [])),
  },
  refused(33, 'role read, used to write and to call', WRITES, ['read']),
  refused(33, 'role read, used as an owner', OWNS, ['read']),
  refused(33, 'role write, used as an owner', OWNS, ['write']),
  {
    number: 38,
    what: 'no token, on every route',
    expected: '401',
    run: (stage) =>
      statuses(
        stage,
        [...SCOPED, 'GET /channels', 'GET /systems', 'GET /openapi.json', 'GET /asyncapi.json'],
        [],
      ),
  },
  {
    number: 38,
    what: 'the right, on every route: nothing else is refused',
    expected: '200 400 422',
    async run(stage) {
      const admin = issue(stage, 'boss', 'admin');
      const found = await statuses(stage, SCOPED, admin);
      return found.split(' ').sort().join(' ');
    },
  },
  {
    number: 38,
    what: 'routes that need no token, and say nothing of the app',
    expected: '{"status":"ok"} {"status":"ok"} 200',
    async run(stage) {
      const healthy = await ask(stage, 'GET /healthz');
      const ready = await ask(stage, 'GET /readyz');
      const page = await ask(stage, 'GET /docs');
      return [healthy, ready]
        .map((outcome) => JSON.stringify(jsonOf(outcome)))
        .concat(String(statusOf(page)))
        .join(' ');
    },
  },
  {
    number: 38,
    what: 'a method of a system that it does not expose',
    expected: '404',
    run: (stage) =>
      statuses(
        stage,
        [
          'reset',
          'runs',
          'constructor',
          '__proto__',
          'toString',
          'cellar',
          'hasOwnProperty',
          'echo ',
        ].map((name) => `POST /systems/plant/services/${encodeURIComponent(name)}`),
        issue(stage, 'boss', 'admin'),
      ),
  },
];
