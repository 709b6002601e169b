import { Channel } from '../../../../src/decorators/channel';
import { PassthroughChannel } from '../../../../src/channels/passthrough-channel';
import {
  connectRemote,
  type ConnectRemoteOptions,
} from '../../../../src/transport/client/connect-remote';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { RecordingLogger } from '../../../helpers/recording-logger';

/** One request as it came. */
export interface Asked {
  readonly method: string;
  /** Path with query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Answer = Response | Promise<Response>;

/** A place where `fetch` ends: answers `info` by itself and everything else as the test says, one after the other. */
export class FakeApp {
  readonly asked: Asked[] = [];
  private readonly answers: ((asked: Asked, signal: AbortSignal) => Answer)[] = [];

  /** The next requests, in order; the last one stays. */
  answer(...answers: ((asked: Asked, signal: AbortSignal) => Answer)[]): void {
    this.answers.push(...answers);
  }

  readonly fetch = async (input: unknown, init: RequestInit = {}): Promise<Response> => {
    const { pathname, search } = new URL(String(input));
    const asked: Asked = {
      method: init.method ?? 'GET',
      path: `${pathname}${search}`,
      headers: init.headers as Record<string, string>,
      body: typeof init.body === 'string' ? JSON.parse(init.body) : undefined,
    };
    if (pathname.endsWith('/info')) return json({ id: 'jobs', generic: true });
    this.asked.push(asked);
    const next = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
    if (next === undefined) throw new Error(`nothing is to be answered to ${asked.path}`);
    const signal = init.signal ?? new AbortController().signal;
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
    });
    aborted.catch(() => undefined);
    return Promise.race([next(asked, signal), aborted]);
  };
}

export const json = (body: unknown, status = 200, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify(body), { status, headers });

export const problem = (code: string, status: number, headers: Record<string, string> = {}) =>
  json({ detail: `the server says ${code}`, code, hint: 'a hint', status }, status, headers);

/** The connection was cut after the request had gone out. */
export const cut = (): never => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNRESET' } });
};

/** There was nobody. */
export const refused = (): never => {
  throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } });
};

/** Never answers. */
export const silence = () => new Promise<Response>(() => undefined);

export const message = (id: string, content: unknown = id) => ({
  ...{ id, timestamp: 1_700_000_000, sender_id: 'writer', content: { data: content } },
  ...{ metadata: {}, correlation_id: null, reply_to: null, recipient_id: null },
});

export const claimed = (id: string, token: string | number = `token of ${id}`) => ({
  ...message(id),
  ...{ attempt: 1, expires_at: 1_700_000_060, expires_in: 60, claim_token: token },
});

@Channel({ id: 'jobs', visibility: 'public' })
export class Jobs extends PassthroughChannel<unknown, 'jobs'> {}

/** A client of a fake app, in virtual time. */
export function connectFake(options: Partial<ConnectRemoteOptions> = {}) {
  const app = new FakeApp();
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const client = connectRemote(
    { own: [Jobs] },
    {
      ...{ url: 'http://app.example', systemId: 'me', fetch: app.fetch, clock, logger: log },
      ...{ random: () => 1, ...options },
    },
  );
  return { app, clock, log, client };
}

/** What became of `promise` by now; time stands still. */
export function watch<T>(promise: Promise<T>): { outcome: unknown } {
  const seen: { outcome: unknown } = { outcome: 'pending' };
  promise.then(
    (value) => (seen.outcome = value),
    (error: unknown) => (seen.outcome = error),
  );
  return seen;
}
