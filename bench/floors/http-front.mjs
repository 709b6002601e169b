/** A listener of node:http with the duties of holon's routes and nothing else. */
import { Buffer } from 'node:buffer';
import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

import { envelope, frozenCopy } from './envelope.mjs';
import { idSource, KeptIds } from './ids.mjs';

const ROLES = ['read', 'write', 'admin'];
const BODY_BYTES = 1_048_576;
const DEPTH = 32;
const HEADERS = [
  'content-type', 'application/json; charset=utf-8',
  'cache-control', 'no-store',
  'x-content-type-options', 'nosniff',
  'content-security-policy', "default-src 'none'",
  'referrer-policy', 'no-referrer',
  'x-frame-options', 'DENY',
]; // prettier-ignore

/** A message in the names of the protocol. */
export const toWire = ({ id, timestampMs, senderId, content, metadata }) => ({
  id,
  timestamp: timestampMs / 1000,
  sender_id: senderId,
  content,
  metadata,
  correlation_id: null,
  reply_to: null,
  recipient_id: null,
});

/** Verified once and kept by the token itself; its end is checked each time. */
function verifier(secret) {
  const known = new Map();
  return (authorization) => {
    if (authorization === undefined || !authorization.startsWith('Bearer ')) return undefined;
    const token = authorization.slice('Bearer '.length);
    let claims = known.get(token);
    if (claims === undefined) {
      const [head, body, signature] = token.split('.');
      const expected = createHmac('sha256', secret).update(`${head}.${body}`).digest();
      const given = Buffer.from(signature ?? '', 'base64url');
      if (given.length !== expected.length || !timingSafeEqual(given, expected)) return undefined;
      claims = JSON.parse(Buffer.from(body, 'base64url'));
      if (known.size >= 1_000) known.clear();
      known.set(token, claims);
    }
    return claims.exp * 1000 > Date.now() ? claims : undefined;
  };
}

/** Requests a second for each caller, with bursts of twice that. */
function limiter(perSecond) {
  const buckets = new Map();
  return (caller, nowMs) => {
    let bucket = buckets.get(caller);
    if (bucket === undefined)
      buckets.set(caller, (bucket = { tokens: perSecond * 2, atMs: nowMs }));
    bucket.tokens = Math.min(
      perSecond * 2,
      bucket.tokens + ((nowMs - bucket.atMs) / 1000) * perSecond,
    );
    bucket.atMs = nowMs;
    if (bucket.tokens < 1) return false;
    bucket.tokens -= 1;
    return true;
  };
}

function tooDeep(value, left = DEPTH) {
  if (typeof value !== 'object' || value === null) return false;
  if (left === 0) return true;
  return Object.values(value).some((inner) => tooDeep(inner, left - 1));
}

/** Keeps messages in memory, the JSON of each made once. */
export class MemoryLog {
  #nextId = idSource();
  #ids = new KeptIds();
  #places = new Map();
  #texts = [];
  #messages;
  count = 0;

  constructor(kept) {
    this.#messages = new Array(kept);
  }

  preload(messages) {
    for (const message of messages) {
      this.#places.set(message.id, this.#texts.length);
      this.#texts.push(JSON.stringify(toWire(message)));
    }
  }

  read(after, limit) {
    const at = this.#places.get(after);
    if (at === undefined) return undefined;
    return this.#texts.slice(at + 1, at + 1 + limit).join(',');
  }

  write(senderId, content) {
    const nowMs = Date.now();
    const message = envelope(this.#nextId(nowMs), nowMs, senderId, frozenCopy(content));
    if (this.#ids.add(message.id)) {
      const at = this.count % this.#messages.length;
      if (this.#messages[at] !== undefined) this.#ids.delete(this.#messages[at].id);
      this.#messages[at] = message;
      this.count += 1;
    }
    return message.id;
  }
}

/** @param log `{ read(after, limit), write(senderId, content) }`, either of which may answer later */
export function createFront({ secret, log, requestsPerSecond = 1e9 }) {
  const authenticate = verifier(secret);
  const admit = limiter(requestsPerSecond);
  const answer = (response, status, text) => {
    response.writeHead(status, [...HEADERS, 'content-length', String(Buffer.byteLength(text))]);
    response.end(text);
  };
  const refuse = (response, status, detail) => answer(response, status, JSON.stringify({ detail }));

  return createServer((request, response) => {
    const { method, url, headers } = request;
    const mark = url.indexOf('?');
    const path = mark === -1 ? url : url.slice(0, mark);
    if (path !== '/channels/orders') return refuse(response, 404, 'not found');
    if (!/^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers.host))
      return refuse(response, 421, 'host');
    const claims = authenticate(headers.authorization);
    if (claims === undefined) return refuse(response, 401, 'unauthenticated');
    if (!admit(claims.sub, Date.now())) return refuse(response, 429, 'too many');
    const isRead = method === 'GET';
    const wanted = isRead ? 0 : 1;
    const isInScope = claims.channels == null || claims.channels.includes('orders');
    if (ROLES.indexOf(claims.role) < wanted || !isInScope)
      return refuse(response, 403, 'forbidden');

    if (isRead) {
      const query = new URLSearchParams(mark === -1 ? '' : url.slice(mark + 1));
      const limit = Number(query.get('limit') ?? 10);
      if (!Number.isInteger(limit) || limit < 1 || limit > 1000)
        return refuse(response, 400, 'limit');
      const found = log.read(query.get('after'), limit);
      if (found === undefined) return refuse(response, 404, 'no such message');
      return answer(response, 200, `{"messages":[${found}]}`);
    }

    if (!headers['content-type']?.startsWith('application/json') || headers['content-encoding']) {
      return refuse(response, 415, 'json');
    }
    const chunks = [];
    let bytes = 0;
    request.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > BODY_BYTES) request.destroy();
      else chunks.push(chunk);
    });
    request.on('end', async () => {
      let content;
      try {
        const whole = chunks.length === 1 ? chunks[0] : Buffer.concat(chunks);
        content = JSON.parse(whole.toString());
      } catch {
        return refuse(response, 400, 'json');
      }
      if (tooDeep(content)) return refuse(response, 413, 'too deep');
      const pending = log.write(claims.sub, content);
      const id = typeof pending === 'string' ? pending : await pending;
      answer(response, 200, `{"status":"accepted","item_id":"${id}","duplicate":false}`);
    });
  });
}
