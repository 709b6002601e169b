import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';

/** Printable, in one piece: no space, and no comma, which would join two. */
const BEARER = /^bearer +([!-+\--~]+)$/i;

/** Anything but one header with one scheme and one token. No token is empty. */
export const MALFORMED = '';

/** Takes tokens out of requests. */
export class BearerTokens {
  /** What each connection has shown last. It mostly shows the same again: one comparison in place of two looks at every character. */
  private readonly shown = new WeakMap<
    Socket,
    { readonly header: string; readonly token: string }
  >();

  /** What the request shows: undefined without the header. */
  of({ rawHeaders, socket }: IncomingMessage): string | undefined {
    const header = authorizationOf(rawHeaders);
    if (header === undefined || header === MALFORMED) return header;
    const before = this.shown.get(socket);
    if (before?.header === header) return before.token;
    const token = BEARER.exec(header)?.[1] ?? MALFORMED;
    this.shown.set(socket, { header, token });
    return token;
  }
}

function authorizationOf(rawHeaders: readonly string[]): string | undefined {
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    // Node would keep the first and say nothing.
    if (found !== undefined) return MALFORMED;
    found = rawHeaders[index + 1] ?? '';
  }
  return found;
}
