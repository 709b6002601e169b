import { markRemote } from '../../errors/error-origin';
import { HolonError } from '../../errors/holon-error';
import { onAbort } from '../../util/abort';
import type { Clock } from '../../util/clock';
import { decodeProblem } from '../wire/problem-codec';
import { withName } from './missing';
import { refusedStatus } from './refused-status';
import type { Target } from './target';
import { nameOf, urlOf, type WireRequest } from './wire-request';

/** What became of one try. */
export type Outcome =
  | { readonly kind: 'answered'; readonly body: unknown }
  /** The server said no, in words of this protocol or of one like it. */
  | {
      readonly kind: 'refused';
      readonly error: HolonError;
      readonly status: number;
      readonly retryAfterMs: number | undefined;
    }
  /** An answer that is none of this protocol: asking again would not help. */
  | { readonly kind: 'garbage'; readonly error: HolonError }
  /** No whole answer came. `isUnsent` where the server cannot have got the request. */
  | { readonly kind: 'lost'; readonly error: HolonError; readonly isUnsent: boolean };

export type Failure = Exclude<Outcome, { readonly kind: 'answered' }>;

/** Told from what is had when nothing failed. */
export function isFailure(found: object): found is Failure {
  return 'error' in found && 'kind' in found;
}

/** What an exchange runs on. */
export interface ExchangeParts {
  readonly fetch: typeof fetch;
  readonly clock: Clock;
}

/** One try. */
export interface Try {
  readonly target: Target;
  readonly request: WireRequest;
  readonly token: string | undefined;
  readonly body?: string | undefined;
  readonly timeoutMs: number;
}

/** Sends a request once and reads the whole answer. Never rejects, whatever the other side does. */
export async function exchange(
  { target, request, token, body, timeoutMs }: Try,
  { fetch, clock }: ExchangeParts,
): Promise<Outcome> {
  const controller = new AbortController();
  const stopListening = onAbort(request.signal, () => {
    controller.abort();
  });
  let isLate = false;
  const timer = clock.setTimer(
    timeoutMs,
    () => {
      isLate = true;
      controller.abort();
    },
    { background: true },
  );
  try {
    const response = await fetch(
      urlOf(target, request),
      requestInit(request, { token, body, signal: controller.signal }),
    );
    return judge(target, request, response, await response.text());
  } catch (error) {
    const why = isLate ? `no answer within ${String(Math.round(timeoutMs))} ms` : reasonOf(error);
    return {
      kind: 'lost',
      isUnsent: !isLate && isUnsent(error),
      error: failed(target, request, why, error),
    };
  } finally {
    timer.cancel();
    stopListening();
  }
}

/** What `fetch` is given beside the address. */
export function requestInit(
  { method, headers }: Pick<WireRequest, 'method' | 'headers'>,
  { token, body, signal }: Partial<Pick<Try, 'token' | 'body'>> & { readonly signal: AbortSignal },
): RequestInit {
  return {
    method,
    headers: {
      Accept: 'application/json',
      'Cache-Control': 'no-store',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body }),
    // A token must not follow a redirect to somebody else, and no browser may add what it knows.
    redirect: 'manual',
    credentials: 'omit',
    referrerPolicy: 'no-referrer',
    signal,
  };
}

/** What a whole answer says. */
export function judge(
  target: Target,
  request: WireRequest,
  response: Response,
  text: string,
): Outcome {
  const { status } = response;
  const body = parse(text);
  if (status >= 200 && status < 300) {
    if (body !== undefined) return { kind: 'answered', body };
    return { kind: 'garbage', error: failed(target, request, 'the answer is no JSON') };
  }
  const name = nameOf(target, request);
  const said = decodeProblem(body);
  const error = markRemote(
    said === undefined ? refusedStatus(status, body, name) : withName(said, target, request),
  );
  const retryAfterMs = readRetryAfter(response.headers.get('retry-after'));
  return { kind: 'refused', error, status, retryAfterMs };
}

/** The error of a request that got no answer, or none that can be understood. */
export function failed(
  target: Target,
  request: WireRequest,
  why: string,
  cause?: unknown,
): HolonError {
  const hint = isUnsent(cause)
    ? `Nobody answers at ${target.address.url}: start the app that is published there, or correct the address.`
    : undefined;
  const message = `${nameOf(target, request)}: ${why}`;
  return new HolonError('HOLON_REMOTE_FAILED', message, { cause, hint });
}

/** Undefined where it is no JSON, which has no undefined. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** Milliseconds; only the form in seconds, because the other needs clocks that agree. */
function readRetryAfter(header: string | null): number | undefined {
  return header !== null && /^\d{1,6}$/.test(header) ? Number(header) * 1_000 : undefined;
}

/** Failures before a connection stood. */
const UNSENT: ReadonlySet<unknown> = new Set([
  'EADDRNOTAVAIL',
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);

function isUnsent(error: unknown): boolean {
  return UNSENT.has(codeOf(error));
}

/** `fetch` says nothing but that it failed; why is in the cause. */
export function reasonOf(error: unknown): string {
  const code = codeOf(error);
  if (typeof code === 'string') return code;
  return error instanceof Error ? error.message : 'the connection failed';
}

function codeOf(error: unknown): unknown {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } | null }; // whatever was thrown
  return cause?.code;
}
