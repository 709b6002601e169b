import { RawConnection } from '../helpers/raw-connection';
import { until } from '../helpers/until';
import { guard, honest } from './list/honest';
import { closeSites, KINDS, openSite, type Site } from './sites';

const JSON_TYPE = 'Content-Type: application/json';
const CHUNKED = 'Transfer-Encoding: chunked';

/** A second request, hidden in what might pass for the body of the first; the caller's own right is written in. */
const HIDDEN = `PUT {}/channels/jobs HTTP/1.1\r\nHost: localhost\r\n{auth}\r\n${JSON_TYPE}\r\nContent-Length: 1\r\n\r\n1`;

/** Headers of a request, and the bytes behind; what its parts are answered with. */
const BODIES: readonly (readonly [
  what: string,
  headers: readonly string[],
  rest: string,
  answers: string,
])[] = [
  ['a length and pieces', ['Content-Length: 4', CHUNKED], `0\r\n\r\n${HIDDEN}`, '400'],
  ['pieces and a length', [CHUNKED, 'Content-Length: 4'], `0\r\n\r\n${HIDDEN}`, '400'],
  ['two lengths', ['Content-Length: 1', 'Content-Length: 60'], `1${HIDDEN}`, '400'],
  ['two equal lengths', ['Content-Length: 1', 'Content-Length: 1'], '1', '400'],
  ['a list of lengths', ['Content-Length: 1, 60'], `1${HIDDEN}`, '400'],
  ['a negative length', ['Content-Length: -1'], '1', '400'],
  ['a length with a sign', ['Content-Length: +1'], '1', '400'],
  ['a length in hex', ['Content-Length: 0x1'], '1', '400'],
  ['a length beyond all numbers', [`Content-Length: ${'9'.repeat(30)}`], '1', '400'],
  ['a length of nothing', ['Content-Length:'], '1', '400'],
  ['a length of less than was sent', ['Content-Length: 1'], '1}{', '400'],
  ['a coding that is unknown', ['Transfer-Encoding: xchunked'], '1\r\n1\r\n0\r\n\r\n', '400'],
  ['chunked not at the end', ['Transfer-Encoding: chunked, gzip'], '1\r\n1\r\n0\r\n\r\n', '400'],
  ['chunked twice', [CHUNKED, CHUNKED], '1\r\n1\r\n0\r\n\r\n', '400'],
  ['a coding with a tab', ['Transfer-Encoding:\tchunked'], '1\r\n1\r\n0\r\n\r\n', '200'],
  ['a coding in capitals', ['Transfer-Encoding: CHUNKED'], '1\r\n1\r\n0\r\n\r\n', '200'],
  ['a space before the colon', ['Transfer-Encoding : chunked'], '0\r\n\r\n', '400'],
  ['a piece of no number', [CHUNKED], 'x\r\n1\r\n0\r\n\r\n', '400'],
  ['a piece of a negative number', [CHUNKED], '-1\r\n1\r\n0\r\n\r\n', '400'],
  ['a piece of too great a number', [CHUNKED], 'ffffffffffffffffff\r\n1\r\n', '400'],
  ['a piece that is longer than it says', [CHUNKED], '1\r\n1234\r\n0\r\n\r\n', '400'],
  ['pieces by line feeds alone', [CHUNKED], '1\n1\n0\n\n', '400'],
  ['a piece with an extension', [CHUNKED], '1;a=b\r\n1\r\n0\r\n\r\n', '200'],
  [
    'a trailer that says who calls',
    [CHUNKED],
    '1\r\n1\r\n0\r\nAuthorization: Bearer x\r\n\r\n',
    '200',
  ],
  ['a trailer of another length', [CHUNKED], '1\r\n1\r\n0\r\nContent-Length: 9\r\n\r\n', '400'],
  ['pieces that never end', [CHUNKED], '1\r\n1\r\n', '400'],
  ['a body that is cut off', ['Content-Length: 10'], '{"a"', '400'],
];

/** A first line, with what else must stand there. */
const LINES: readonly (readonly [line: string, headers: readonly string[], answers: string])[] = [
  ['TRACE {}/channels/news HTTP/1.1', [], '405'],
  ['PATCH {}/channels/news HTTP/1.1', [], '405'],
  ['PROPFIND {}/channels/news HTTP/1.1', [], '405'],
  ['get {}/channels/news HTTP/1.1', [], '400'],
  ['FOO {}/channels/news HTTP/1.1', [], '400'],
  ['CONNECT localhost:80 HTTP/1.1', [], 'closed'],
  ['CONNECT {}/channels/news HTTP/1.1', [], 'closed'],
  ['GET {}/channels/news HTTP/1.0', [], '200'],
  // Node reads these as 1.1, and answers as 1.1.
  ['GET {}/channels/news', [], '200'],
  ['GET {}/channels/news HTTP/0.9', [], '200'],
  ['GET {}/channels/news HTTP/2.0', [], '200'],
  ['GET {}/channels/news HTTP/1.1.1', [], '400'],
  ['GET {}/channels/news HTTP/1.1 x', [], '400'],
  ['GET  {}/channels/news HTTP/1.1', [], '200'],
  ['GET {}/channels/n ews HTTP/1.1', [], '400'],
  ['GET {}/channels/n\0ews HTTP/1.1', [], '400'],
  ['GET {}/channels/news#part HTTP/1.1', [], '404'],
  ['GET {}/channels/news?# HTTP/1.1', [], '200'],
  ['GET http://localhost{}/channels/news HTTP/1.1', [], '200'],
  ['GET http://localhost{}/channels/secrets HTTP/1.1', [], '404'],
  ['GET ftp://localhost{}/channels/news HTTP/1.1', [], '404'],
  ['GET \\{}/channels/news HTTP/1.1', [], '400'],
  ['GET {}/channels/news HTTP/1.1', [`X: ${'x'.repeat(17_000)}`], '431'],
  ['GET {}/channels/news HTTP/1.1', [`${'x'.repeat(17_000)}: 1`], '431'],
  [`GET {}/channels/${'x'.repeat(17_000)} HTTP/1.1`, [], '431'],
  ['GET {}/channels/news HTTP/1.1', ['No colon'], '400'],
  ['GET {}/channels/news HTTP/1.1', [': no name'], '400'],
  ['GET {}/channels/news HTTP/1.1', ['X: a\rb'], '400'],
  ['GET {}/channels/news HTTP/1.1', ['X: a\0b'], '400'],
  ['GET {}/channels/news HTTP/1.1', ['Expect: a miracle'], '417'],
  ['GET {}/channels/news HTTP/1.1', ['Upgrade: websocket', 'Connection: Upgrade'], '200'],
  ['GET {}/channels/news HTTP/1.1', ['Upgrade: h2c', 'Connection: Upgrade, HTTP2-Settings'], '200'],
  ['GET {}/channels/news HTTP/1.1', ['X-HTTP-Method-Override: PUT'], '200'],
];

describe.each(KINDS)('bytes sent to an app that is %s', (kind) => {
  let site: Site;

  beforeAll(async () => {
    site = await openSite(kind, { security: guard() });
  });
  afterAll(closeSites);

  const authorized = () =>
    `Authorization: Bearer ${honest(Math.floor(site.clock.nowMs() / 1_000))}`;

  /** The statuses of all answers to what is sent in one piece, until the connection ends. */
  async function answers(text: string): Promise<string> {
    const connection = await RawConnection.open(site.url);
    connection.send(Buffer.from(text, 'latin1'));
    connection.socket.end();
    const all: (string | number)[] = [];
    for (;;) {
      const outcome = await connection.next();
      if (typeof outcome === 'string') {
        connection.end();
        return all.length > 0 && outcome === 'closed' ? all.join(' ') : [...all, outcome].join(' ');
      }
      all.push(outcome.status);
    }
  }

  const jobs = async () => {
    const text = `GET ${site.prefix}/channels/jobs/stats HTTP/1.1\r\nHost: localhost\r\n${authorized()}\r\n\r\n`;
    const connection = await RawConnection.open(site.url);
    const outcome = await connection.ask(text);
    connection.end();
    return typeof outcome === 'string'
      ? outcome
      : (JSON.parse(outcome.body) as { count: number }).count;
  };

  it.each(BODIES)('%s', async (_, headers, rest, expected) => {
    const head = [
      `PUT ${site.prefix}/channels/news HTTP/1.1`,
      'Host: localhost',
      authorized(),
      JSON_TYPE,
      ...headers,
    ];
    const behind = rest.replace('{}', site.prefix).replace('{auth}', authorized());
    expect(await answers(`${head.join('\r\n')}\r\n\r\n${behind}`)).toBe(expected);
    expect(await jobs()).toBe(0);
  });

  it('in one piece that are two requests are answered in order', async () => {
    const first = `PUT ${site.prefix}/channels/news HTTP/1.1\r\nHost: localhost\r\n${authorized()}\r\n${JSON_TYPE}\r\nContent-Length: 1\r\n\r\n1`;
    const before = await jobs();
    const second = HIDDEN.replace('{}', site.prefix).replace('{auth}', 'X: y');
    expect(await answers(first + second + first)).toBe('200 401 200');
    expect(await jobs()).toBe(before);
    expect(
      await answers(first + HIDDEN.replace('{}', site.prefix).replace('{auth}', authorized())),
    ).toBe('200 200');
    expect(await jobs()).toBe(1);
  });

  it('of which the body comes when it is asked for', async () => {
    const connection = await RawConnection.open(site.url);
    const head = [
      `PUT ${site.prefix}/channels/news HTTP/1.1`,
      'Host: localhost',
      authorized(),
      JSON_TYPE,
      'Content-Length: 2',
      'Expect: 100-continue',
    ];
    connection.send(`${head.join('\r\n')}\r\n\r\n`);
    await until(() => connection.unread.includes('100 Continue'), '100');
    const outcome = await connection.ask('{}');
    connection.end();
    expect(outcome).toMatchObject({ status: 200, informed: [100] });
  });

  it('of a hundred headers and one more lose no request and no caller', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `X-${index}: 1`);
    const line = `PUT ${site.prefix}/channels/news HTTP/1.1\r\nHost: localhost`;
    const body = `${JSON_TYPE}\r\nContent-Length: ${HIDDEN.length}\r\n\r\n${HIDDEN}`;
    const early = `${line}\r\n${authorized()}\r\n${many.join('\r\n')}\r\n${body}`;
    const late = `${line}\r\n${many.join('\r\n')}\r\n${authorized()}\r\n${body}`;
    const before = await jobs();
    for (const text of [early, late]) {
      expect(await answers(text)).toMatch(/^4\d\d$/);
    }
    expect(await jobs()).toBe(before);
  });

  it.each(
    LINES.map(
      (row) => [`${row[0].slice(0, 60)} ${row[1].join(' ').slice(0, 40)}`, ...row] as const,
    ),
  )('%s', async (_, line, headers, expected) => {
    const head = [line.replace('{}', site.prefix), 'Host: localhost', authorized(), ...headers];
    expect(await answers(`${head.join('\r\n')}\r\n\r\n`)).toBe(expected);
  });
});
