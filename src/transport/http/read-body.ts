import { isUtf8 } from 'node:buffer';
import type { IncomingMessage, ServerResponse } from 'node:http';

import { HolonError } from '../../errors/holon-error';
import { rejection } from '../../channels/rejection';
import { invalidRequest } from './answer';
import { checkJson, type JsonLimits } from './json-limits';
import { RequestRefusal } from './request-refusal';
import { hasBody } from './respond';

export interface BodyLimits extends JsonLimits {
  readonly bodyBytes: number;
}

const JSON_TYPE = /^application\/json *(?:; *charset="?utf-8"? *)?$/i;

/** Something a body parser of the user's own server may have left. */
interface Parsed {
  readonly body?: unknown;
}

/**
 * The JSON that was sent, within the limits; undefined where nothing was. Keys such as `__proto__` are fields like any
 * other. In a server of the user's own the body may have been read and parsed already.
 * @throws HOLON_INVALID_REQUEST, HOLON_TOO_LARGE
 */
export function readBody(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<unknown> {
  try {
    if (!hasBody(request)) return Promise.resolve(undefined);
    const announced = request.headers['content-length'];
    checkType(request);
    if (Number(announced ?? 0) > limits.bodyBytes) throw tooLarge(limits);
    const foreign = (request as Parsed).body; // a field that parsers of Express add
    if (foreign !== undefined && request.readableEnded) {
      const value = parsedElsewhere(foreign, announced === undefined, limits);
      checkJson(value, limits);
      return Promise.resolve(value);
    }
    return collect(request, response, limits);
  } catch (error) {
    return rejection(error);
  }
}

function checkType({ headers }: IncomingMessage): void {
  const encoding = headers['content-encoding'];
  const isPlain = encoding === undefined || encoding.toLowerCase() === 'identity';
  if (isPlain && JSON_TYPE.test(headers['content-type'] ?? '')) return;
  throw new RequestRefusal(
    'HOLON_INVALID_REQUEST',
    isPlain
      ? 'The body must be application/json in UTF-8'
      : 'The body must be sent without Content-Encoding',
    { status: 415, hint: 'Send JSON with `Content-Type: application/json`, not compressed.' },
  );
}

/** Parses what comes as soon as all of it is there: one promise from the first byte to the value. */
function collect(
  request: IncomingMessage,
  response: ServerResponse,
  limits: BodyLimits,
): Promise<unknown> {
  if (request.readableEnded || request.destroyed) {
    throw invalidRequest('The body has been read already by something before');
  }
  if (request.headers.expect !== undefined && !isToldToGoOn(response)) response.writeContinue();
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let bytes = 0;
    // The listeners go with the request; taking them away one by one is dearer.
    let isOver = false;
    const take = (chunk: Buffer): void => {
      if (isOver) return;
      bytes += chunk.length;
      if (bytes <= limits.bodyBytes) {
        chunks.push(chunk);
        return;
      }
      isOver = true;
      chunks.length = 0;
      reject(tooLarge(limits));
    };
    const end = (): void => {
      if (isOver) return;
      isOver = true;
      try {
        const [first] = chunks;
        const whole = chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
        const value = parse(whole);
        checkJson(value, limits);
        resolve(value);
      } catch (error) {
        const thrown = error as Error; // parse and checkJson throw nothing else
        reject(thrown);
      }
    };
    const cut = (): void => {
      if (isOver) return;
      isOver = true;
      reject(new HolonError('HOLON_ABORTED', 'The caller went away before the body was complete'));
    };
    request.on('data', take).on('end', end).on('close', cut).on('error', cut);
  });
}

/** Mounted in a server that does not ask us, Node has said 100 before. */
function isToldToGoOn(response: ServerResponse): boolean {
  return (response as { readonly _sent100?: boolean })._sent100 === true; // a field of Node that its types leave out
}

function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) {
    throw new RequestRefusal('HOLON_INVALID_REQUEST', 'The body is not UTF-8', { status: 415 });
  }
  return parseText(bytes.toString('utf8'));
}

function parseText(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw invalidRequest('The body is not JSON');
  }
}

/** What an own server's parser made of it, kept to the same limits. */
function parsedElsewhere(body: unknown, isUnmeasured: boolean, limits: BodyLimits): unknown {
  if (Buffer.isBuffer(body)) {
    if (body.length > limits.bodyBytes) throw tooLarge(limits);
    return parse(body);
  }
  if (typeof body === 'string') {
    if (Buffer.byteLength(body) > limits.bodyBytes) throw tooLarge(limits);
    return parseText(body);
  }
  checkJson(body, limits);
  if (isUnmeasured && Buffer.byteLength(JSON.stringify(body)) > limits.bodyBytes) {
    throw tooLarge(limits);
  }
  return body;
}

function tooLarge({ bodyBytes }: BodyLimits): HolonError {
  return new HolonError('HOLON_TOO_LARGE', `The body has more than ${String(bodyBytes)} bytes`);
}
