import fc from 'fast-check';

import { bodies } from './fuzz-bodies';
import { ROUTES } from './routes';

/** Who calls: with a token that is good, or with none that is. */
export type Caller = 'admin' | 'writer' | 'reader' | 'narrow' | 'nobody' | 'forger';

export interface FuzzRequest {
  readonly caller: Caller;
  readonly method: string;
  readonly target: string;
  /** Lines, without the length of the body. */
  readonly headers: readonly string[];
  readonly body: Buffer | undefined;
  readonly isChunked: boolean;
}

/** Any text, as it may stand in a path or a query without ending it. */
const encoded = fc
  .oneof(
    fc.string({ unit: 'grapheme', maxLength: 12 }),
    fc.string({ unit: 'binary', maxLength: 12 }),
    fc.constantFrom(
      '..',
      '.',
      '',
      ' ',
      '\0',
      '/',
      '\\',
      '%',
      '../../etc/passwd',
      'a'.repeat(2_000),
    ),
    fc.constantFrom('__proto__', 'constructor', 'toString', 'hasOwnProperty', 'undefined', 'null'),
  )
  .map((text) => encodeURIComponent(text.toWellFormed()));

/** Percent-encoding that is broken, and bytes that should have been encoded. */
const raw = fc.oneof(
  fc.constantFrom('%', '%0', '%zz', '%E0%A4%A', '%c0%af', '%ff', '%00', '%2e%2e%2f', '%25', '+'),
  fc.string({ maxLength: 12 }).map((text) => text.replace(/[\s?#]/g, '_')),
);

const odd = fc.oneof({ weight: 3, arbitrary: encoded }, raw);

const among = (...known: string[]): fc.Arbitrary<string> =>
  fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...known) }, { weight: 1, arbitrary: odd });

const SEGMENTS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  '{id}': among('news', 'readings', 'jobs', 'post', 'registry', 'secrets', 'nothing'),
  '{system}': among('plant', 'cellar', 'nobody'),
  '{service}': among('echo', 'weigh', 'reset', 'constructor'),
};

const pathOf = (pattern: string): fc.Arbitrary<string> =>
  fc
    .tuple(...pattern.split('/').map((segment) => SEGMENTS[segment] ?? fc.constant(segment)))
    .map((segments) => segments.join('/'));

const NAMES = [
  'limit',
  'after',
  'exclusive',
  'wait',
  'from',
  'timeout',
  'direct',
  'recipient_id',
  'correlation_id',
  'reply_to',
  'delay',
  'token',
  '__proto__',
];
const VALUES = [
  '1',
  '0',
  '5',
  '-1',
  '1.5',
  '0.001',
  '1e3',
  '1e999',
  'NaN',
  'Infinity',
  '-0',
  '0x10',
  '99999999999999999999',
  'true',
  'false',
  'True',
  'start',
  'now',
  'null',
  'm1',
];

/** Names with values that they may have. */
const FITTING = [
  'exclusive=true',
  'exclusive=False',
  'limit=5',
  'wait=0.05',
  'from=start',
  'from=now',
  'after=m1',
  'timeout=60',
  'direct=true',
  'recipient_id=boss',
  'correlation_id=c',
  'delay=0.1',
];

const pair = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(...FITTING) },
  {
    weight: 1,
    arbitrary: fc.tuple(among(...NAMES), among(...VALUES)).map((both) => both.join('=')),
  },
);

const query = fc.oneof(
  fc.constant(''),
  fc.array(pair, { minLength: 1, maxLength: 3 }).map((pairs) => `?${pairs.join('&')}`),
);

/** What may stand in a header. */
const headerText = fc.oneof(
  fc.constantFrom('m1', '@0', '@5', '@99999999', '@-1', '%00', '%E0%A4%A', '', 'x'.repeat(300)),
  fc.string({ maxLength: 20 }).map((text) => text.replace(/[^ -~]/g, '')),
  fc.string({ unit: 'binary', maxLength: 6 }).map((text) =>
    Buffer.from(text, 'utf8')
      .toString('latin1')
      .replace(/\p{Cc}/gu, ''),
  ),
);

const header = fc.oneof(
  headerText.map((text) => `Idempotency-Key: ${text}`),
  headerText.map((text) => `Last-Event-ID: ${text}`),
  fc.constantFrom('gzip', 'identity', 'br', 'Identity').map((text) => `Content-Encoding: ${text}`),
  fc.constantFrom(
    'Accept: */*',
    'Range: bytes=0-1',
    'If-None-Match: *',
    'Origin: http://evil.test',
  ),
  fc.constantFrom('X-HTTP-Method-Override: DELETE', 'X-Forwarded-For: 1.2.3.4', 'Cookie: token=x'),
  headerText.map((text) => `X-${text.replace(/[^a-z]/gi, '')}: ${text}`),
);

const contentType = among(
  'application/json',
  'application/json; charset=utf-8',
  'text/plain',
  'application/json; charset=latin1',
).map((type) => `Content-Type: ${type.replace(/[^ -~]/g, '')}`);

const callers = fc.constantFrom<Caller>(
  'admin',
  'admin',
  'admin',
  'writer',
  'reader',
  'narrow',
  'nobody',
  'nobody',
  'forger',
);

const routed = fc.constantFrom(...ROUTES).chain(([method, pattern]) =>
  fc.record({
    caller: callers,
    method: fc.oneof(
      { weight: 12, arbitrary: fc.constant(method) },
      {
        weight: 1,
        arbitrary: fc.constantFrom('HEAD', 'OPTIONS', 'DELETE', 'PATCH', 'POST', 'GET', 'TRACE'),
      },
    ),
    path: fc.oneof(
      { weight: 20, arbitrary: pathOf(pattern) },
      { weight: 1, arbitrary: fc.array(odd, { maxLength: 5 }).map((all) => `/${all.join('/')}`) },
    ),
    query,
    headers: fc.array(header, { maxLength: 3 }),
    type: fc.oneof(
      { weight: 8, arbitrary: fc.constant('Content-Type: application/json') },
      contentType,
    ),
    body: fc.option(bodies(pattern), { nil: undefined, freq: method === 'GET' ? 1 : 8 }),
    isChunked: fc.boolean(),
  }),
);

/** Requests that every HTTP parser takes; what they say is anything. */
export const fuzzRequests: fc.Arbitrary<FuzzRequest> = routed.map(
  ({ path, query: search, type, headers, ...request }) => ({
    ...request,
    target: path + search,
    headers: request.body === undefined ? headers : [...headers, type],
  }),
);
