import type { Target } from './target';

/** One request of the protocol, before it is known where it goes. */
export interface WireRequest {
  readonly method: 'GET' | 'PUT' | 'POST';
  /** Segments are encoded already: `/channels/a%2Fb`. */
  readonly path: string | ((target: Target) => string);
  readonly query?: Readonly<Record<string, string | number | boolean | undefined>>;
  /** JSON; a function where it depends on whether content is wrapped. */
  readonly body?: string | ((generic: boolean) => string);
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether it does no harm to send it again when nobody knows what became of it. */
  readonly repeatable: boolean | ((target: Target) => boolean);
  /** Never tried again, whatever becomes of it: the caller does that. */
  readonly once?: boolean;
  /** Milliseconds that the server may wait before it answers. */
  readonly waitMs?: number;
  /** In place of the connection's. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal | undefined;
  /** Of the channel it must be known what it is, to send the request, or to read its answer. */
  readonly channelId?: string;
  /** Told when nobody knows whether the request was done; answers what to send in its place. */
  readonly whenUnknown?: () => WireRequest;
  /** What to do when nobody knows whether the request was done, and it is not sent again. */
  readonly lostHint?: string;
  /** Longest time to try where nobody is there to take it. @defaultValue all the time there is, where it may be repeated; else 5 000 */
  readonly connectMs?: number;
  /** Goes there and nowhere else. */
  readonly target?: Target | undefined;
}

/** `/channels/{id}` and what comes behind it. */
export function channelPath(id: string, rest = ''): string {
  return `/channels/${encodeURIComponent(id)}${rest}`;
}

export function urlOf(target: Target, request: WireRequest): string {
  const { query = {} } = request;
  const pairs = Object.entries(query).flatMap(([name, value]) =>
    value === undefined ? [] : `${name}=${encodeURIComponent(String(value))}`,
  );
  const search = pairs.length === 0 ? '' : `?${pairs.join('&')}`;
  return `${target.address.url}${pathOf(target, request)}${search}`;
}

/** What the request is called in messages: nothing of the query, which holds ids of others. */
export function nameOf(target: Target, request: WireRequest): string {
  return `${request.method} ${target.address.url}${pathOf(target, request)}`;
}

export function isRepeatable(target: Target, { repeatable }: WireRequest): boolean {
  return typeof repeatable === 'function' ? repeatable(target) : repeatable;
}

/** Segments are encoded. */
export function pathOf(target: Target, { path }: WireRequest): string {
  return typeof path === 'function' ? path(target) : path;
}
