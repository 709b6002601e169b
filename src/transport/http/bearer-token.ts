import type { IncomingMessage } from 'node:http';

/** Printable, in one piece: no space, and no comma, which would join two. */
const BEARER = /^bearer +([!-+\--~]+)$/i;

/** Anything but one header with one scheme and one token. No token is empty. */
export const MALFORMED = '';

/** What the request shows: undefined without the header. */
export function bearerToken(request: IncomingMessage): string | undefined {
  const { rawHeaders } = request;
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    // Node would keep the first and say nothing.
    if (found !== undefined) return MALFORMED;
    found = rawHeaders[index + 1] ?? '';
  }
  if (found === undefined) return undefined;
  return BEARER.exec(found)?.[1] ?? MALFORMED;
}
