import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PassthroughChannel } from '../../../../src/channels/passthrough-channel';
import { createApp } from '../../../../src/container/create-app';
import { Channel } from '../../../../src/decorators/channel';
import { channelAccess } from '../../../../src/decorators/channel-access';
import { System } from '../../../../src/decorators/system';
import { HolonError } from '../../../../src/errors/holon-error';
import { createMessage } from '../../../../src/model/channel-message';
import type { JsonValue } from '../../../../src/model/json';
import { silentLogger } from '../../../../src/observability/logger';
import { AclSecurity } from '../../../../src/security/acl-security';
import { JwtSecurity } from '../../../../src/security/jwt-security';
import { RevokedTokens } from '../../../../src/security/jwt/revoked-tokens';
import type { ChannelLog, ChannelStore } from '../../../../src/stores/channel-store';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { TimeOrderedIdSource } from '../../../../src/util/id-source';
import { failure } from '../../channels/bench';
import { claims, FakeApp, forge, NOW, SECRET } from './forge';

const REVOKED = '$holon.revoked';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'holon-revoked-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const isGood = (security: JwtSecurity, token = forge()) =>
  security.authenticate(token) !== undefined;

async function served(app = new FakeApp()) {
  const security = new JwtSecurity({ secret: SECRET });
  await security.start(app);
  return { app, security };
}

/** A store whose operations fail for as long as `broken` names them. */
function breakable() {
  const store = new MemoryStore();
  const broken = new Set<PropertyKey>();
  const guard = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(one, key) {
        if (broken.has(key)) {
          return () => Promise.reject(new HolonError('HOLON_STORE_FAILED', 'no disk'));
        }
        const value: unknown = Reflect.get(one, key, one);
        if (typeof value !== 'function') return value;
        return (...args: unknown[]) => {
          const answer = Reflect.apply(value, one, args) as unknown;
          return key === 'open' ? guard(answer as ChannelLog) : answer;
        };
      },
    });
  const guarded = guard<ChannelStore>(store);
  // Logs are wrapped, and a store knows its own alone.
  const commit: ChannelStore['commit'] = (operations) =>
    broken.has('commit')
      ? Promise.reject(new HolonError('HOLON_STORE_FAILED', 'no disk'))
      : store.commit(operations.map((one) => ({ ...one, log: store.open(REVOKED) })));
  return { store: { ...bound(guarded), commit }, broken, log: () => store.open(REVOKED) };
}

function bound(store: ChannelStore): Omit<ChannelStore, 'commit'> {
  const { address } = store;
  return {
    address,
    open: (id, options) => store.open(id, options),
    flush: () => store.flush(),
    close: () => store.close(),
  };
}

@Channel({ id: 'readings' })
class Readings extends PassthroughChannel<number, 'readings'> {}
@System({ id: 'plant', channels: channelAccess({ own: [Readings] }) })
class Plant {}

describe('a revocation', () => {
  it('34 outlives the app and the process, on disk', async () => {
    const launch = async () => {
      const security = new JwtSecurity({ secret: SECRET });
      const store = `sqlite:${join(folder, 'plant.db')}`;
      const app = await createApp(Plant, { store, security, logger: silentLogger });
      return { app, security };
    };
    const first = await launch();
    await first.app.launch();
    const issue = () =>
      first.security.issueToken({ systemId: 'a', role: 'read', expiresInMs: 60_000 });
    const [stolen, other] = [issue(), issue()];
    await first.security.revoke(stolen);
    await first.app.drain();

    const second = await launch();
    expect(isGood(second.security, stolen)).toBe(true); // what the key alone says
    await second.app.launch();
    expect(isGood(second.security, stolen)).toBe(false);
    expect(isGood(second.security, other)).toBe(true);
    await second.app.drain();
  });

  it('is known to the other processes on the store', async () => {
    const clock = new VirtualClock();
    const open = () => new SqliteStore({ file: join(folder, 'shared.db'), clock });
    const here = await served(new FakeApp(open(), clock));
    const there = await served(new FakeApp(open(), clock));
    expect(isGood(there.security)).toBe(true);
    await here.security.revoke('token-1');
    await clock.advance(100);
    // The log is read behind the back of the poll.
    while (isGood(there.security)) await clock.settle();
    for (const { app, security } of [here, there]) {
      await security.stop(app);
      await app.store.close();
    }
  });

  it('is kept in memory until the app starts, and written then', async () => {
    const security = new JwtSecurity({ secret: SECRET, clock: new VirtualClock() });
    await security.revoke('token-1');
    expect(isGood(security)).toBe(false);
    const app = new FakeApp();
    await security.stop(app);
    await security.start(app);
    const next = await served(app);
    expect(isGood(next.security)).toBe(false);
  });

  it('is kept until the token ends, and one of an id for the longest life', async () => {
    const { app, security } = await served();
    await security.revoke(forge());
    await security.revoke('by-id');
    const log = await app.store.open(REVOKED);
    const entries = await log.keyed(NOW * 1_000);
    expect(entries.map(({ message }) => message.content)).toEqual([
      { tokenId: 'token-1', expiresAtMs: (NOW + 3_600) * 1_000 },
      { tokenId: 'by-id', expiresAtMs: (NOW + 86_400) * 1_000 + 5_000 },
    ]);
    await app.clock.advance(86_405_000);
    await security.revoke('later');
    expect(log.count).toBe(1);
    const written = await log.headSeq();
    await served(app);
    expect(await log.headSeq()).toBe(written);
  });

  it('goes into the store of each app that the security serves, until that app stops', async () => {
    const security = new JwtSecurity({ secret: SECRET });
    const [one, two] = [new FakeApp(), new FakeApp()];
    await security.start(one);
    await security.start(two);
    await security.start(one);
    await security.revoke('both');
    await security.stop(one);
    await security.stop(one);
    await security.revoke('second');
    const kept = async (app: FakeApp) => (await app.store.open(REVOKED)).count;
    expect([await kept(one), await kept(two)]).toEqual([1, 2]);
  });

  it('reaches the security behind an AclSecurity too', async () => {
    const tokens = new JwtSecurity({ secret: SECRET });
    const security = new AclSecurity({ read: ['sensor'], tokens });
    const store = new MemoryStore();
    const app = await createApp(Plant, { security, store, logger: silentLogger });
    await app.launch();
    await tokens.revoke('token-1');
    await app.drain();
    expect(tokens.authenticate(forge())).toBeUndefined();
    await tokens.revoke('after the app');
    expect(store.open(REVOKED).count).toBe(1);
  });

  it('holds when it cannot be stored, and says that it is not', async () => {
    const { store, broken, log } = breakable();
    const { security } = await served(new FakeApp(store));
    broken.add('commit');
    await expect(security.revoke('token-1')).rejects.toEqual(failure('HOLON_STORE_FAILED'));
    expect(isGood(security)).toBe(false);
    expect(log().count).toBe(0);
    broken.clear();
    await security.revoke('token-1');
    expect(log().count).toBe(1);
  });

  it('of another process that could not be read is read with the next', async () => {
    const { store, broken } = breakable();
    const app = new FakeApp(store);
    const { security } = await served(app);
    const other = await served(new FakeApp(store, app.clock));
    broken.add('scan');
    await other.security.revoke('token-1');
    await app.clock.settle();
    const error = failure('HOLON_STORE_FAILED');
    expect(app.told).toEqual([{ event: 'security.revocations-unread', fields: { error } }]);
    expect(isGood(security)).toBe(true);
    broken.clear();
    await other.security.revoke('token-2');
    await app.clock.settle();
    expect(isGood(security)).toBe(false);
    expect(isGood(security, forge(claims({ jti: 'token-2' })))).toBe(false);
  });

  it.each(['open', 'sweepKeyed', 'scan', 'commit'])(
    'that cannot be read or written (%s) keeps the app from starting, which may try again',
    async (operation) => {
      const { store, broken } = breakable();
      const app = new FakeApp(store);
      broken.add(operation);
      const security = new JwtSecurity({ secret: SECRET });
      await security.revoke('before');
      await expect(security.start(app)).rejects.toEqual(failure('HOLON_STORE_FAILED'));
      broken.clear();
      await security.start(app);
      await security.revoke('token-1');
      expect(isGood(security)).toBe(false);
    },
  );

  it.each<[string, string]>([
    ['null', null as never],
    ['a number', 7 as never],
    ['a valid token too long to be read', forge(claims({ more: 'x'.repeat(4_000) }))],
    ['nothing', ''],
    ['a part of a token', forge().slice(0, 40)],
    ['a token of other keys', `${forge().slice(0, -8)}AAAAAAAA`],
    ['a token with another payload', forge(claims({ role: 'root' }))],
    ['five thousand characters', 'x'.repeat(5_000)],
    ['half a character', '\ud800'],
  ])('of %s is refused', async (_what, given) => {
    const { app, security } = await served();
    const revoked = security.revoke(given);
    await expect(revoked).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
    await expect(revoked).rejects.toThrow(/neither the id of a token nor a token that is valid/);
    expect((await app.store.open(REVOKED)).count).toBe(0);
  });

  it('is not followed any more when the app has stopped', async () => {
    const { app, security } = await served();
    const other = await served(app);
    await security.stop(app);
    await other.security.revoke('token-1');
    await app.clock.settle();
    expect([isGood(security), isGood(other.security)]).toEqual([true, false]);
  });

  it('that the store has already is not written again', async () => {
    const { app, security } = await served();
    await security.revoke('token-1');
    await security.stop(app);
    const log = await app.store.open(REVOKED);
    const written = await log.headSeq();
    await security.start(app);
    expect(await log.headSeq()).toBe(written);
  });

  it('is a token id and a time: all else in its log is passed over', async () => {
    const app = new FakeApp();
    const log = await app.store.open(REVOKED);
    const contents = [null, 'token-1', 7, { tokenId: 'token-1' }, { expiresAtMs: 9e15 }];
    const untimely = { tokenId: 'token-1', expiresAtMs: 'never' };
    for (const [index, content] of [...contents, untimely].entries()) {
      const fields = { id: `m${index}`, timestampMs: 0, senderId: 'stranger', content };
      await log.append(createMessage<JsonValue>(fields));
    }
    const { security } = await served(app);
    expect(isGood(security)).toBe(true);
  });

  it('of a token that has ended needs nothing', async () => {
    const { app, security } = await served();
    await security.revoke(forge(claims({ iat: NOW - 60, exp: NOW - 1 })));
    expect((await app.store.open(REVOKED)).count).toBe(0);
  });

  it('is forgotten in memory too, when the token has ended', async () => {
    const revoked = new RevokedTokens(new TimeOrderedIdSource());
    await revoked.add({ tokenId: 'a', expiresAtMs: 60_000 }, 0);
    await revoked.add({ tokenId: 'b', expiresAtMs: 180_000 }, 59_999);
    expect(revoked.has('a')).toBe(true);
    await revoked.add({ tokenId: 'c', expiresAtMs: 180_000 }, 120_000);
    expect(['a', 'b', 'c'].map((id) => revoked.has(id))).toEqual([false, true, true]);
  });

  it('of thousands is read page by page', async () => {
    const { app, security } = await served();
    const ids = Array.from({ length: 2_100 }, (_, index) => `t${index}`);
    await Promise.all(ids.map((id) => security.revoke(id)));
    const next = await served(app);
    const good = ids.filter((jti) => isGood(next.security, forge(claims({ jti }))));
    expect(good).toEqual([]);
  });
});
