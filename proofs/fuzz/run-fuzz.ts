import { setImmediate as nextTurn } from 'node:timers/promises';

import fc from 'fast-check';
import { createApp, JwtSecurity } from 'holon';

import { AttackPlant } from '../../test/attack/attack-plant';
import { RawConnection, type RawOutcome } from '../../test/helpers/raw-connection';
import { RecordingLogger } from '../../test/helpers/recording-logger';
import { fastClock } from './fast-clock';
import { fuzzRequests, type Caller, type FuzzRequest } from './fuzz-requests';
import { garbage } from './garbage';

export interface FuzzOptions {
  readonly seed: number;
  readonly requests: number;
  /** Connections on which only bytes are sent. */
  readonly garbage: number;
  /** @defaultValue a plant of every kind of channel */
  readonly root?: Parameters<typeof createApp>[0];
}

export interface FuzzResult {
  readonly seed: number;
  readonly sent: number;
  /** Of callers with a token that is good. */
  readonly known: number;
  readonly statuses: ReadonlyMap<string, number>;
  /** What must not have been, with what was sent. */
  readonly problems: readonly string[];
}

const SPEED = 200;
const CONNECTIONS = 6;
const ALLOWED = new Set([
  200, 204, 400, 401, 403, 404, 405, 408, 409, 413, 415, 417, 422, 429, 431, 504, 505,
]);
/** Stacks, and places of this machine. */
const TELLTALE = /node_modules| {4}at |\.[jt]s:\d|node:internal|TypeError|RangeError|SyntaxError/;
const MOST_PROBLEMS = 10;
/** Sockets that were destroyed are gone a few turns later. */
const LONGEST_END_MS = 5_000;

type Tokens = Readonly<Record<Caller, string | undefined>>;

/** Sends what nobody should send to a published app, and looks for what must not come of it. */
export async function runFuzz({
  seed,
  requests,
  garbage: pieces,
  root = AttackPlant,
}: FuzzOptions): Promise<FuzzResult> {
  const before = handles();
  const sample = fc.sample(fuzzRequests, { numRuns: requests, seed });
  const known = sample.filter(({ caller }) => caller !== 'nobody' && caller !== 'forger').length;
  const log = new RecordingLogger();
  const clock = fastClock(SPEED);
  const security = new JwtSecurity({ secret: 'x'.repeat(40), clock });
  const app = await createApp(root, { logger: log, security, clock });
  const problems: string[] = [];
  const statuses = new Map<string, number>();
  const note = (what: string, sent: string): void => {
    if (problems.length < MOST_PROBLEMS) problems.push(`${what}: ${sent}`);
  };
  const unhandled = (reason: unknown): void => note('unhandled rejection', String(reason));
  process.on('unhandledRejection', unhandled);
  try {
    const { url } = await app.publish({
      limits: { requestsPerSecond: Infinity, waitMs: 2_000, requestMs: 2_000 },
    });
    const check = (outcome: RawOutcome, sent: string): void => {
      const status = typeof outcome === 'string' ? outcome : String(outcome.status);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      const wrong = whatIsWrong(outcome);
      if (wrong !== undefined) note(wrong, sent);
      for (const entry of log.entries.splice(0)) {
        if (entry.level === 'error') note(`${entry.event} ${String(entry.fields.error)}`, sent);
      }
    };
    const tokens = tokensOf(security);
    await sendRequests(url, sample, tokens, check);
    await sendGarbage(url, fc.sample(garbage, { numRuns: pieces, seed }), tokens.admin, check);
    const healthy = await once(url, 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n');
    if (healthy === 'closed' || healthy === 'hung' || healthy.status !== 200) {
      note('the server does not answer any more', 'GET /healthz');
    }
  } finally {
    await app.drain({ timeoutMs: 1_000 });
    await nextTurn();
    process.off('unhandledRejection', unhandled);
  }
  const endMs = performance.now() + LONGEST_END_MS;
  while (handles() > before && performance.now() < endMs) await nextTurn();
  const left = handles();
  if (left > before) problems.push(`open handles: ${before} before, ${left} after`);
  return { seed, sent: requests + pieces, known, statuses, problems };
}

/** Undefined where it is an answer that may be. */
function whatIsWrong(outcome: RawOutcome): string | undefined {
  if (outcome === 'closed') return undefined;
  if (outcome === 'hung') return 'no answer';
  const { status, head, body } = outcome;
  if (!ALLOWED.has(status)) return `status ${status} ${body}`;
  const isContent = status === 200;
  if (TELLTALE.test(isContent ? head : head + body) || head.includes(process.cwd())) {
    return `an answer that says too much ${body}`;
  }
  if (!isContent && body.includes(process.cwd())) return `a path in ${body}`;
  return undefined;
}

async function sendRequests(
  url: string,
  requests: readonly FuzzRequest[],
  tokens: Tokens,
  check: (outcome: RawOutcome, sent: string) => void,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    let connection = await RawConnection.open(url);
    for (let request = requests[next++]; request !== undefined; request = requests[next++]) {
      if (!connection.isOpen) connection = await RawConnection.open(url);
      const bytes = bytesOf(request, tokens);
      const outcome = await connection.ask(bytes, request.method);
      // What is HTTP is answered.
      check(outcome === 'closed' ? 'hung' : outcome, printable(bytes));
      if (typeof outcome !== 'string' && !isStream(outcome) && !closes(outcome)) continue;
      connection.end();
      connection = await RawConnection.open(url);
    }
    connection.end();
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

async function sendGarbage(
  url: string,
  pieces: readonly Buffer[],
  token: string | undefined,
  check: (outcome: RawOutcome, sent: string) => void,
): Promise<void> {
  let next = 0;
  const work = async (): Promise<void> => {
    for (let piece = pieces[next]; piece !== undefined; piece = pieces[next]) {
      const isKnown = next % 2 === 0;
      next += 1;
      const text = piece.toString('latin1');
      const sent = isKnown
        ? Buffer.from(
            text.replace('\r\n', `\r\nAuthorization: Bearer ${token ?? ''}\r\n`),
            'latin1',
          )
        : piece;
      const connection = await RawConnection.open(url);
      connection.send(sent);
      // Nothing more comes: whatever is open must end by itself.
      connection.socket.end();
      check(await connection.next(text.slice(0, text.indexOf(' '))), printable(sent));
      connection.end();
    }
  };
  await Promise.all(Array.from({ length: CONNECTIONS }, work));
}

function bytesOf(
  { caller, method, target, headers, body, isChunked }: FuzzRequest,
  tokens: Tokens,
): Buffer {
  const token = tokens[caller];
  const lines = [`${method} ${target} HTTP/1.1`, 'Host: localhost', ...headers];
  if (token !== undefined) lines.push(`Authorization: Bearer ${token}`);
  if (body !== undefined) {
    lines.push(isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`);
  }
  const head = Buffer.from(`${lines.join('\r\n')}\r\n\r\n`, 'latin1');
  if (body === undefined) return head;
  if (!isChunked) return Buffer.concat([head, body]);
  const size = Buffer.from(body.length === 0 ? '' : `${body.length.toString(16)}\r\n`);
  const rest = Buffer.from(body.length === 0 ? '0\r\n\r\n' : '\r\n0\r\n\r\n');
  return Buffer.concat([head, size, body, rest]);
}

function tokensOf(security: JwtSecurity): Tokens {
  const issue = (systemId: string, role: 'read' | 'write' | 'admin', channelIds?: string[]) =>
    security.issueToken({ systemId, role, channelIds, expiresInMs: 86_400_000 });
  const admin = issue('boss', 'admin');
  return {
    admin,
    writer: issue('writer', 'write'),
    reader: issue('reader', 'read'),
    narrow: issue('narrow', 'admin', ['post']),
    nobody: undefined,
    forger: `${admin.slice(0, -8)}AAAAAAAA`,
  };
}

async function once(url: string, text: string): Promise<RawOutcome> {
  const connection = await RawConnection.open(url);
  const outcome = await connection.ask(text);
  connection.end();
  return outcome;
}

function isStream({ headers }: { headers: ReadonlyMap<string, string> }): boolean {
  return headers.get('content-type')?.startsWith('text/event-stream') === true;
}

function closes({ headers }: { headers: ReadonlyMap<string, string> }): boolean {
  return headers.get('connection') === 'close';
}

/** Sockets and servers; timers come and go. */
function handles(): number {
  return process.getActiveResourcesInfo().filter((name) => name.startsWith('TCP')).length;
}

function printable(bytes: Buffer): string {
  const text = JSON.stringify(bytes.toString('latin1'));
  return text.length > 1_500 ? `${text.slice(0, 1_500)}…` : text;
}
