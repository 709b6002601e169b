import type { IncomingMessage, ServerResponse } from 'node:http';

import type { BufferedAnswer } from './route';

/** What helmet sets, as far as it means something for answers that no browser shows. */
export const COMMON_HEADERS: readonly string[] = Object.freeze([
  'Cache-Control',
  'no-store',
  'Content-Security-Policy',
  "default-src 'none'; frame-ancestors 'none'",
  'Cross-Origin-Resource-Policy',
  'same-origin',
  'Referrer-Policy',
  'no-referrer',
  'X-Content-Type-Options',
  'nosniff',
  'X-Frame-Options',
  'DENY',
]);

const CLOSES: readonly string[] = ['Connection', 'close'];
const NOTHING: readonly string[] = [];

/** Longer answers are sent in pieces of this size. */
const PIECE_BYTES = 256 * 1024;

/** Writes an answer. @param close whether the connection ends with it */
export function respond(
  request: IncomingMessage,
  response: ServerResponse,
  answer: BufferedAnswer,
  close: boolean,
): void {
  if (response.destroyed || response.writableEnded) return;
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const { status, body } = answer;
  const ending = close ? CLOSES : NOTHING;
  if (status === 204) {
    response.writeHead(status, withCommon(answer.headers, ending)).end();
    return;
  }
  const bytes = typeof body === 'string' ? Buffer.byteLength(body) : body.length;
  const more = ['Content-Length', String(bytes), ...ending];
  response.writeHead(status, withCommon(answer.headers, more));
  if (request.method === 'HEAD') response.end();
  else if (bytes <= PIECE_BYTES) endWith(response, body, bytes);
  else sendPieces(response, typeof body === 'string' ? Buffer.from(body) : body);
}

/** What is ASCII is the same in Latin-1, which Node writes without looking at each character. */
function endWith(response: ServerResponse, body: string | Buffer, bytes: number): void {
  if (typeof body === 'string' && body.length === bytes) response.end(body, 'latin1');
  else response.end(body);
}

/** One piece after the other was taken, so that it can be seen whether a reader takes anything. */
function sendPieces(response: ServerResponse, body: Buffer): void {
  let at = 0;
  const send = (): void => {
    while (at < body.length) {
      const piece = body.subarray(at, at + PIECE_BYTES);
      at += piece.length;
      if (at >= body.length) response.end(piece);
      else if (!response.write(piece)) {
        response.once('drain', send);
        return;
      }
    }
  };
  send();
}

/** `own` and the headers of all answers, of which `own` wins, and then `more`. */
export function withCommon(own: readonly string[], more: readonly string[] = NOTHING): string[] {
  if (own.length === 2) return [...own, ...COMMON_HEADERS, ...more];
  const headers = [...own];
  const names = new Set(
    own.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()),
  );
  for (let index = 0; index < COMMON_HEADERS.length; index += 2) {
    const [name = '', value = ''] = COMMON_HEADERS.slice(index, index + 2);
    if (!names.has(name.toLowerCase())) headers.push(name, value);
  }
  headers.push(...more);
  return headers;
}

/** Whether the headers announce a body. */
export function hasBody({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;
}

/**
 * Lets what is left of a body that nobody wants come in, so that the caller sees the answer before he is cut off, and
 * cuts him off when it is more than a body may have.
 */
export function discardBody(request: IncomingMessage, mostBytes: number): void {
  if (request.complete || request.destroyed || !hasBody(request)) return;
  let bytes = 0;
  request.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes > mostBytes) request.destroy();
  });
  request.on('error', () => undefined);
}
