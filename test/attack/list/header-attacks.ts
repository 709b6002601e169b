import { RawConnection, type RawOutcome } from '../../helpers/raw-connection';
import { ask, bearer, requestText, statusOf } from '../sites';
import { joined, type Attack, type Stage } from './attack';
import { honest } from './honest';

const ROUTES = ['GET /channels/news', 'GET /channels/news/events', 'GET /metrics', 'GET /systems'];

/** The `Authorization` lines that are made of an honest token, on several routes. */
const lines = (
  number: number,
  what: string,
  make: (token: string) => readonly string[],
  expected = '401',
): Attack => ({
  number,
  what,
  expected,
  async run(stage) {
    const outcomes: RawOutcome[] = [];
    for (const route of ROUTES) outcomes.push(await ask(stage, route, make(tokenOf(stage))));
    return joined(outcomes.map(statusOf));
  },
});

function tokenOf(stage: Stage): string {
  return honest(Math.floor(stage.clock.nowMs() / 1_000));
}

const TOO_MUCH = `${'{"a":'.repeat(200)}1${'}'.repeat(200)}`;

/** A body that would be refused for many reasons, from somebody without a token or the right. */
const bodies = (
  what: string,
  expected: string,
  send: (stage: Stage, connection: RawConnection) => Promise<string | number>,
): Attack => ({
  number: 40,
  what,
  expected,
  async run(stage) {
    const connection = await RawConnection.open(stage.url);
    const came = await send(stage, connection);
    connection.end();
    return String(came);
  },
});

const WRITES = [
  'PUT /channels/news',
  'POST /channels/news/messages',
  'POST /channels/jobs/acknowledge',
  'POST /channels/news/clear',
  'POST /systems/plant/services/weigh',
];

const wrongBody = (what: string, body: string | Buffer, headers: readonly string[] = []): Attack =>
  bodies(what, '401', async (stage) => {
    const outcomes: RawOutcome[] = [];
    for (const route of WRITES) outcomes.push(await ask(stage, route, headers, body));
    return joined(outcomes.map(statusOf));
  });

/** How the token is shown, and what is looked at before it. */
export const HEADER_ATTACKS: readonly Attack[] = [
  {
    number: 24,
    what: 'a token of 17 kB',
    expected: '431',
    async run(stage) {
      return String(statusOf(await ask(stage, 'GET /channels', bearer('x'.repeat(17_000)))));
    },
  },
  lines(25, 'the header twice, good and good', (token) => [...bearer(token), ...bearer(token)]),
  lines(25, 'the header twice, good and bad', (token) => [...bearer(token), ...bearer('bad')]),
  lines(25, 'the header twice, bad and good', (token) => [...bearer('bad'), ...bearer(token)]),
  lines(25, 'the header twice, in other letters', (token) => [
    ...bearer(token),
    `AUTHORIZATION: Bearer ${token}`,
  ]),
  lines(26, 'two schemes', (token) => [`Authorization: Basic x, Bearer ${token}`]),
  lines(26, 'the scheme twice', (token) => [`Authorization: Bearer Bearer ${token}`]),
  lines(26, 'two tokens', (token) => [`Authorization: Bearer ${token} ${token}`]),
  lines(26, 'two tokens with a comma', (token) => [`Authorization: Bearer ${token},${token}`]),
  lines(26, 'a comma behind', (token) => [`Authorization: Bearer ${token},`]),
  lines(26, 'a tab', (token) => [`Authorization: Bearer\t${token}`]),
  lines(26, 'quotes', (token) => [`Authorization: Bearer "${token}"`]),
  lines(26, 'no scheme', (token) => [`Authorization: ${token}`]),
  lines(26, 'another scheme', (token) => [`Authorization: Token ${token}`]),
  lines(26, 'a scheme alone', () => ['Authorization: Bearer']),
  lines(26, 'nothing', () => ['Authorization:']),
  lines(26, 'bytes that are no ASCII', (token) => [`Authorization: Bearer ${token}\xa0`]),
  lines(26, 'a folded line', (token) => ['Authorization: Bearer', ` ${token}`], '400'),
  lines(
    26,
    'bearer in lower case, as the RFC allows',
    (token) => [`Authorization: bearer ${token}`],
    '200',
  ),
  lines(
    26,
    'spaces around, as the RFC allows',
    (token) => [`Authorization:   Bearer ${token}  `],
    '200',
  ),
  {
    number: 27,
    what: 'the token in the query or in a cookie, which the log never sees',
    expected: '401 unseen',
    async run(stage) {
      const token = tokenOf(stage);
      const query = `?token=${token}&access_token=${token}&authorization=Bearer%20${token}`;
      const cookie = `Cookie: token=${token}; Authorization=Bearer ${token}`;
      const outcomes: RawOutcome[] = [];
      for (const route of ROUTES) outcomes.push(await ask(stage, route + query, [cookie]));
      const isSeen = JSON.stringify(stage.log.entries).includes(token.slice(0, 20));
      return `${joined(outcomes.map(statusOf))} ${isSeen ? 'seen' : 'unseen'}`;
    },
  },
  wrongBody('a body that is no JSON', '{broken'),
  wrongBody('a body of another type', 'a=1', ['Content-Type: text/plain']),
  wrongBody('a body that is compressed', Buffer.of(0x1f, 0x8b), ['Content-Encoding: gzip']),
  wrongBody('a body that is no UTF-8', Buffer.of(0x22, 0xff, 0x22)),
  wrongBody('a body that is too deep', TOO_MUCH),
  wrongBody('a body of the wrong fields', '{"message_ids":7,"messages":{},"value":"x"}'),
  bodies('a body that is too long, and never comes', '401', async (stage, connection) => {
    const head = requestText(stage, 'PUT /channels/news', ['Content-Length: 999999999']);
    return statusOf(await connection.ask(head));
  }),
  bodies('a body in pieces that never ends', '401', async (stage, connection) => {
    const head = requestText(stage, 'PUT /channels/news', ['Transfer-Encoding: chunked']);
    connection.send(head);
    return statusOf(await connection.ask('5\r\n{"a":\r\n'));
  }),
  bodies('Expect: 100-continue is not answered with 100', '401 only', async (stage, connection) => {
    const headers = ['Expect: 100-continue', 'Content-Length: 10'];
    const outcome = await connection.ask(requestText(stage, 'PUT /channels/news', headers));
    if (typeof outcome === 'string') return outcome;
    // Mounted, it is the server of the user that says 100.
    if (stage.kind === 'mounted') return `${outcome.status} only`;
    return `${outcome.status} ${outcome.informed.length === 0 ? 'only' : 'after 100'}`;
  }),
  {
    number: 40,
    what: 'a wrong body, query and id from somebody without the right',
    expected: '403',
    async run(stage) {
      const token = honest(Math.floor(stage.clock.nowMs() / 1_000), { channels: ['post'] });
      const outcomes: RawOutcome[] = [];
      for (const route of WRITES) {
        for (const body of ['{broken', TOO_MUCH, '7', '{}']) {
          outcomes.push(await ask(stage, `${route}?timeout=x&direct=x`, bearer(token), body));
        }
      }
      return joined(outcomes.map(statusOf));
    },
  },
];
