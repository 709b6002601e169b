import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import express from 'express';
import { createApp, type App, type CreateAppOptions, type PublishOptions } from 'holon';
import { mountApp } from 'holon/http';
import { VirtualClock } from 'holon/testing';

import { RawConnection, type RawOutcome } from '../helpers/raw-connection';
import { RecordingLogger } from '../helpers/recording-logger';
import { AttackPlant } from './attack-plant';

export const KINDS = ['alone', 'mounted'] as const;

/** A published app: with a server of its own, or mounted under a path in one of the user's. */
export interface Site {
  readonly kind: (typeof KINDS)[number];
  /** Scheme, host and port. */
  readonly url: string;
  /** What stands before holon's paths. */
  readonly prefix: string;
  readonly app: App;
  readonly clock: VirtualClock;
  readonly log: RecordingLogger;
}

export interface SiteOptions extends CreateAppOptions {
  readonly publish?: PublishOptions;
}

const PREFIX = '/holon';
const ends: (() => Promise<unknown>)[] = [];

/** In virtual time, and without a limit on requests where none is given. */
export async function openSite(
  kind: Site['kind'],
  { publish = {}, ...options }: SiteOptions = {},
): Promise<Site> {
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const app = await createApp(AttackPlant, { clock, logger: log, ...options });
  ends.push(() => app.drain({ timeoutMs: 0 }));
  const limits = { requestsPerSecond: Infinity, ...publish.limits };
  if (kind === 'alone') {
    const { url } = await app.publish({ ...publish, limits });
    return { kind, url, prefix: '', app, clock, log };
  }
  const { handler } = await mountApp(app, { ...publish, limits });
  const url = await listen(createServer(express().use(PREFIX, handler)));
  return { kind, url, prefix: PREFIX, app, clock, log };
}

/** For `afterAll` and `afterEach`. */
export async function closeSites(): Promise<void> {
  await Promise.allSettled(ends.splice(0).map((end) => end()));
}

/** A request as text. Lines of `headers` stand as they are; a body brings its length and type. */
export function requestText(
  site: Site,
  request: string,
  headers: readonly string[] = [],
  body?: string | Buffer,
): Buffer {
  const [method = '', path = ''] = request.split(' ');
  const head = [`${method} ${site.prefix}${path} HTTP/1.1`, 'Host: localhost', ...headers];
  if (body === undefined) return Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1');
  const bytes = Buffer.from(body);
  if (!headers.some((line) => /^content-type:/i.test(line))) {
    head.push('Content-Type: application/json');
  }
  head.push(`Content-Length: ${bytes.length}`);
  return Buffer.concat([Buffer.from(`${head.join('\r\n')}\r\n\r\n`, 'latin1'), bytes]);
}

/** One request on a connection of its own: `GET /channels/news`. */
export async function ask(
  site: Site,
  request: string,
  headers: readonly string[] = [],
  body?: string | Buffer,
): Promise<RawOutcome> {
  const connection = await RawConnection.open(site.url);
  const method = request.split(' ')[0];
  const outcome = await connection.ask(requestText(site, request, headers, body), method);
  connection.end();
  return outcome;
}

/** The status, or `closed` or `hung`. */
export function statusOf(outcome: RawOutcome): number | string {
  return typeof outcome === 'string' ? outcome : outcome.status;
}

/** What answers may have. */
export interface AnswerJson extends Readonly<Record<string, unknown>> {
  readonly messages: readonly { readonly sender_id: string; readonly claim_token: string }[];
  readonly channels: readonly { readonly id: string }[];
}

/** The body of an answer as JSON. */
export function jsonOf(outcome: RawOutcome): AnswerJson {
  if (typeof outcome === 'string') throw new Error(`there is no answer: ${outcome}`);
  return JSON.parse(outcome.body) as AnswerJson; // what it has of these the test finds out
}

export function bearer(token: string): readonly string[] {
  return [`Authorization: Bearer ${token}`];
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(async () => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`; // it listens on a port
}
