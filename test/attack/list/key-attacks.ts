import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

import { JwtSecurity } from '../../../src/security/jwt-security';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { until } from '../../helpers/until';
import {
  ec,
  es256,
  forge,
  hmac,
  otherRsa,
  pem,
  rs256,
  rsa,
  SECRET,
  weakRsa,
} from '../../unit/security/jwt/forge';
import { EventStream } from '../../wire/event-stream';
import { ask, bearer, openSite, statusOf, type Site } from '../sites';
import { joined, type Attack, type Stage } from './attack';
import { claimsAt, honest, rsHeader } from './honest';

const seconds = ({ clock }: Site): number => Math.floor(clock.nowMs() / 1_000);

async function shows(site: Site, token: string): Promise<string> {
  return String(statusOf(await ask(site, 'GET /channels/news/info', bearer(token))));
}

function streamOf({ url, prefix }: Site, token: string): Promise<EventStream> {
  return EventStream.open(url, `${prefix}/channels/news/events`, { token });
}

/** How a stream that was open has ended. */
async function ending(stream: EventStream): Promise<string> {
  await until(() => stream.isOver, 'the end of the stream');
  const last = stream.events.at(-1);
  return `${last?.event ?? 'nothing'} ${(JSON.parse(last?.data ?? '{}') as { code?: string }).code ?? ''}`;
}

const atBoot = (what: string, make: () => unknown): Attack => ({
  number: 10,
  what,
  expected: 'refused at boot',
  run: async () => {
    try {
      make();
      return 'accepted';
    } catch (error) {
      const { code } = error as { readonly code?: string };
      return code === 'HOLON_INVALID_ARGUMENT' ? 'refused at boot' : String(error);
    }
  },
});

/** An issuer on loopback, with one key. */
async function withIssuer(
  stage: Stage,
  use: (site: Site, issuer: { asked: number; isDown: boolean; kid: string }) => Promise<string>,
): Promise<string> {
  const issuer = { asked: 0, isDown: false, kid: 'r1' };
  const server = createServer((_, response) => {
    issuer.asked += 1;
    const { publicKey } = issuer.kid === 'r1' ? rsa() : otherRsa();
    const jwk = { ...publicKey.export({ format: 'jwk' }), kid: issuer.kid, use: 'sig' };
    response.writeHead(issuer.isDown ? 503 : 200).end(JSON.stringify({ keys: [jwk] }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  try {
    const { port } = server.address() as AddressInfo; // it listens on a port
    const jwks = `http://127.0.0.1:${port}/keys`;
    const security = new JwtSecurity({ jwks, issuer: 'plant', audience: 'station' });
    const site = await openSite(stage.kind, { security });
    return await use(site, issuer);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

/** A token of the issuer that lives a day. */
function issued(site: Site, kid: string): string {
  const now = seconds(site);
  const key = kid === 'r2' ? otherRsa() : rsa();
  return forge(claimsAt(now, { exp: now + 86_000 }), rsHeader({ kid }), rs256(key.privateKey));
}

/** Keys and time: what was good and is so no more. */
export const KEY_ATTACKS: readonly Attack[] = [
  atBoot('a secret of 6 bytes', () => new JwtSecurity({ secret: 'secret' })),
  atBoot('a secret of 31 bytes', () => new JwtSecurity({ secret: 'x'.repeat(31) })),
  atBoot('an empty secret', () => new JwtSecurity({ secret: '' })),
  atBoot(
    'RSA of 1024 bits',
    () => new JwtSecurity({ keys: [{ kid: 'a', publicKey: pem(weakRsa().publicKey) }] }),
  ),
  atBoot(
    'a public key as a secret',
    () => new JwtSecurity({ keys: [{ kid: 'a', secret: pem(rsa().publicKey) }] }),
  ),
  {
    number: 11,
    what: 'a verified token that has expired since',
    expected: '200 401',
    async run(stage) {
      const token = honest(seconds(stage), { exp: seconds(stage) + 60 });
      const before = await shows(stage, token);
      await stage.clock.advance(60_000);
      return `${before} ${await shows(stage, token)}`;
    },
  },
  {
    number: 11,
    what: 'a token that expires while its event stream is open',
    expected: 'end HOLON_UNAUTHENTICATED',
    async run(stage) {
      const stream = await streamOf(stage, honest(seconds(stage), { exp: seconds(stage) + 60 }));
      await until(() => stream.events.length === 1, 'the beginning');
      await stage.clock.advance(60_000);
      return ending(stream);
    },
  },
  {
    number: 11,
    what: 'a token that expires while a read of its caller waits',
    expected: '401 401',
    async run(stage) {
      const token = honest(seconds(stage), { exp: seconds(stage) + 30 });
      const { pendingTimers: before } = stage.clock;
      const waiting = ask(stage, 'GET /channels/news?wait=60', bearer(token));
      await until(() => stage.clock.pendingTimers > before, 'the wait');
      await stage.clock.advance(61_000);
      return `${statusOf(await waiting)} ${await shows(stage, token)}`;
    },
  },
  {
    number: 22,
    what: 'fifty tokens of unknown kids at a key set elsewhere',
    expected: '401, read 1 time more',
    run: (stage) =>
      withIssuer(stage, async (site, issuer) => {
        await shows(site, issued(site, 'r1'));
        await site.clock.advance(31_000);
        const before = issuer.asked;
        const outcomes = [];
        for (let n = 0; n < 50; n += 1) outcomes.push(await shows(site, issued(site, `x${n}`)));
        return `${joined(outcomes)}, read ${issuer.asked - before} time more`;
      }),
  },
  {
    number: 22,
    what: 'an issuer that is down: its keys are good for an hour, and nothing else is',
    expected: '200 200 401, then 401',
    run: (stage) =>
      withIssuer(stage, async (site, issuer) => {
        const token = issued(site, 'r1');
        const outcomes = [await shows(site, token)];
        issuer.isDown = true;
        await site.clock.advance(40 * 60_000);
        outcomes.push(await shows(site, token), await shows(site, issued(site, 'unknown')));
        await site.clock.advance(40 * 60_000);
        return `${outcomes.join(' ')}, then ${await shows(site, token)}`;
      }),
  },
  {
    number: 23,
    what: 'a verified token of a key that the issuer has taken back since',
    expected: '200, then 200 401',
    run: (stage) =>
      withIssuer(stage, async (site, issuer) => {
        const old = issued(site, 'r1');
        const before = await shows(site, old);
        issuer.kid = 'r2';
        await site.clock.advance(31_000);
        return `${before}, then ${await shows(site, issued(site, 'r2'))} ${await shows(site, old)}`;
      }),
  },
  {
    number: 23,
    what: 'a verified token of a key that was removed since',
    expected: '200 401',
    async run(stage) {
      const token = honest(seconds(stage));
      const before = await shows(stage, token);
      stage.security.addKey({ kid: 'next', secret: `${SECRET} too` });
      stage.security.removeKey('default');
      return `${before} ${await shows(stage, token)}`;
    },
  },
  {
    number: 23,
    what: 'a token of the removed kid, signed with the new key, and the reverse',
    expected: '401 401 200',
    async run(stage) {
      const next = `${SECRET} too`;
      stage.security.addKey({ kid: 'next', secret: next });
      stage.security.removeKey('default');
      const at = claimsAt(seconds(stage));
      const head = (kid: string) => ({ alg: 'HS256', typ: 'holon+jwt', kid });
      const tokens = [
        forge(at, head('default'), hmac(next)),
        forge(at, head('next'), hmac(SECRET)),
        forge(at, head('next'), hmac(next)),
      ];
      const outcomes = [];
      for (const token of tokens) outcomes.push(await shows(stage, token));
      return outcomes.join(' ');
    },
  },
  {
    number: 34,
    what: 'a verified token that was revoked since',
    expected: '200 401',
    async run(stage) {
      const token = honest(seconds(stage));
      const before = await shows(stage, token);
      await stage.security.revoke('token-1');
      return `${before} ${await shows(stage, token)}`;
    },
  },
  {
    number: 34,
    what: 'a revoked jti in a token that is signed anew, by another key',
    expected: '401',
    async run(stage) {
      await stage.security.revoke('token-1');
      const now = seconds(stage);
      const head = { alg: 'ES256', typ: 'holon+jwt', kid: 'es' };
      return shows(stage, forge(claimsAt(now, { iat: now - 1 }), head, es256(ec().privateKey)));
    },
  },
  {
    number: 34,
    what: 'a token that is revoked while its event stream is open',
    expected: 'end HOLON_FORBIDDEN, and nothing of what came after',
    async run(stage) {
      const stream = await streamOf(stage, honest(seconds(stage)));
      await until(() => stream.events.length === 1, 'the beginning');
      await stage.security.revoke('token-1');
      const boss = bearer(honest(seconds(stage), { sub: 'boss', jti: 'token-2' }));
      await ask(stage, 'PUT /channels/news', boss, '"secret"');
      const end = await ending(stream);
      return `${end}, and ${stream.messages.length === 0 ? 'nothing' : 'some'} of what came after`;
    },
  },
  {
    number: 34,
    what: 'a token that was revoked before a restart',
    expected: '200, then 401 200',
    async run(stage) {
      const store = new MemoryStore();
      const security = () =>
        new JwtSecurity({ secret: SECRET, issuer: 'plant', audience: 'station' });
      const guard = security();
      const first = await openSite(stage.kind, { security: guard, store });
      const token = honest(seconds(first));
      const before = await shows(first, token);
      await guard.revoke('token-1');
      await first.app.drain({ timeoutMs: 0 });
      const second = await openSite(stage.kind, { security: security(), store });
      const other = honest(seconds(second), { jti: 'token-2' });
      return `${before}, then ${await shows(second, token)} ${await shows(second, other)}`;
    },
  },
];
