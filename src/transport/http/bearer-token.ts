import type { IncomingMessage } from 'node:http';

/** Printable, in one piece: no space, and no comma, which would join two. */
const BEARER = /^bearer +([!-+\--~]+)$/i;

/** What the request shows: undefined without the header, `malformed` for anything but one scheme and one token. */
export function bearerToken(request: IncomingMessage): string | 'malformed' | undefined {
  const { rawHeaders } = request;
  let found: string | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index];
    if (name?.length !== 13 || name.toLowerCase() !== 'authorization') continue;
    // Node would keep the first and say nothing.
    if (found !== undefined) return 'malformed';
    found = rawHeaders[index + 1] ?? '';
  }
  if (found === undefined) return undefined;
  return BEARER.exec(found)?.[1] ?? 'malformed';
}
