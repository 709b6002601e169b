import { createApp, type App, type CreateAppOptions, type PublishOptions } from 'holon';
import { VirtualClock } from 'holon/testing';

import { RecordingLogger } from '../helpers/recording-logger';

/** A published app in virtual time, on a real port. */
export interface Served {
  readonly app: App;
  readonly clock: VirtualClock;
  readonly log: RecordingLogger;
  readonly url: string;
}

const served: App[] = [];

export async function serve(
  root: Parameters<typeof createApp>[0],
  options: CreateAppOptions = {},
  publish: PublishOptions = {},
): Promise<Served> {
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const app = await createApp(root, { clock, logger: log, ...options });
  served.push(app);
  const { url } = await app.publish(publish);
  return { app, clock, log, url };
}

/** For `afterEach`. */
export async function endAll(): Promise<void> {
  await Promise.allSettled(served.splice(0).map((app) => app.drain({ timeoutMs: 0 })));
}

/** A message as it came. */
export interface SentMessage {
  readonly id: string;
  readonly timestamp: number;
  readonly sender_id: string;
  /** Of a channel without a content type. */
  readonly content: { readonly data: unknown };
  readonly recipient_id: string | null;
  readonly attempt: number;
  readonly expires_at: number;
  readonly claim_token: string | number;
}

/** All fields that answers have; a test looks at those it expects. */
export interface AnswerJson {
  readonly status: string | number;
  readonly item_id: string;
  readonly messages: readonly SentMessage[];
  readonly channels: readonly { readonly id: string }[];
  readonly registrations: readonly { readonly url: string }[];
  readonly acknowledged: number;
  readonly nacked: number;
  readonly extended: number;
  readonly removed: number;
  readonly count: number;
  readonly code: string;
  readonly detail: string;
  readonly fields: readonly string[];
}

/** An answer with its body as it came. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON. */
  readonly json: AnswerJson;
}

export interface Call {
  readonly token?: string;
  /** Sent as JSON; a string as it is. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** What anybody with an HTTP library would write. */
export async function call(
  url: string,
  method: string,
  path: string,
  { token, body, headers = {}, signal }: Call = {},
): Promise<Answer> {
  const response = await fetch(url + path, {
    method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
  const text = await response.text();
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text) as AnswerJson; // whatever came; tests look at what they expect
    },
  };
}
