import type { IncomingMessage } from 'node:http';

import { BearerTokens, MALFORMED } from '../../../../src/transport/http/bearer-token';

/** What a request on a connection shows. */
function requestOn(socket: object, ...authorizations: readonly string[]): IncomingMessage {
  const rawHeaders = ['Host', 'x', ...authorizations.flatMap((one) => ['Authorization', one])];
  return { socket, rawHeaders } as unknown as IncomingMessage; // all that is looked at
}

describe('tokens of requests', () => {
  it('are those of the request, whatever its connection has shown before', () => {
    const tokens = new BearerTokens();
    const socket = {};
    const shown = (...headers: string[]) => tokens.of(requestOn(socket, ...headers));
    expect(shown('Bearer a.b.c')).toBe('a.b.c');
    expect(shown('Bearer a.b.d')).toBe('a.b.d');
    expect(shown()).toBeUndefined();
    expect(shown('Bearer')).toBe(MALFORMED);
    expect(shown('Bearer')).toBe(MALFORMED);
    expect(shown('bearer  a.b.c')).toBe('a.b.c');
    expect(shown('Bearer a.b.c', 'Bearer a.b.c')).toBe(MALFORMED);
    expect(shown('Bearer a.b.c')).toBe('a.b.c');
    expect(shown('')).toBe(MALFORMED);
  });

  it('are those of their own connection', () => {
    const tokens = new BearerTokens();
    const [one, other] = [{}, {}];
    expect(tokens.of(requestOn(one, 'Bearer a'))).toBe('a');
    expect(tokens.of(requestOn(other))).toBeUndefined();
    expect(tokens.of(requestOn(other, 'Basic a'))).toBe(MALFORMED);
    expect(tokens.of(requestOn(one, 'Bearer a'))).toBe('a');
  });
});
