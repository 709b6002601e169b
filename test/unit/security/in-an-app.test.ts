import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { createApp, type CreateAppOptions } from '../../../src/container/create-app';
import type { App } from '../../../src/container/app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { Action, ChannelSecurity, Principal } from '../../../src/model/channel-security';
import { AclSecurity } from '../../../src/security/acl-security';
import { JwtSecurity } from '../../../src/security/jwt-security';
import type { ManagedSecurity } from '../../../src/security/managed-security';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { createDeferred } from '../../../src/util/deferred';
import { nextTurn } from '../../../src/util/turn';
import { failure, LogBook } from '../channels/bench';
import { SECRET } from './jwt/forge';

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}
@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

const guarded: ChannelSecurity = {
  authenticate: () => undefined,
  authorize: ({ systemId }) => systemId === 'guarded-by-hand',
};
@Channel({ id: 'guarded', security: guarded })
class Guarded extends BroadcastChannel<string, 'guarded'> {}

const writing = channelAccess({ write: [News] });
@System({ id: 'writer', channels: writing })
class Writer {
  constructor(readonly client: ChannelClient<typeof writing>) {}
}

const owning = channelAccess({ own: [News, Jobs, Guarded] });
@System({ id: 'root', channels: owning })
class Root {
  @Subsystem(Writer, { channels: { write: [News] } }) readonly writer!: Writer;
  constructor(readonly client: ChannelClient<typeof owning>) {}
}

const FORBIDDEN = failure('HOLON_FORBIDDEN');

let app: App | undefined;
afterEach(() => app?.drain());

async function launch(security: ChannelSecurity, options: CreateAppOptions = {}): Promise<App> {
  app = await createApp(Root, {
    security,
    clock: new VirtualClock(),
    logger: new LogBook(),
    ...options,
  });
  await app.launch();
  return app;
}

const all = channelAccess({ own: [News, Jobs] });

describe('AclSecurity of an app', () => {
  it('gives nothing to a claim whose holder lost the right while it waited', async () => {
    const acl = new AclSecurity({ admin: ['root', 'worker'] });
    const launched = await launch(acl);
    const waiting = launched.client(all, 'worker').claim(Jobs, { waitMs: 60_000 });
    const told = expect(waiting).rejects.toEqual(FORBIDDEN);
    await nextTurn();
    acl.revoke('worker');
    await launched.client(all, 'root').write(Jobs, 'after');
    await told;
    expect((await launched.client(all, 'root').claim(Jobs)).map(({ content }) => content)).toEqual([
      'after',
    ]);
  });

  it('is asked for every operation of a client of the same process', async () => {
    const security = new AclSecurity({ read: ['web'] });
    const client = (await launch(security)).client(all, 'web');
    await expect(client.write(News, 'a')).rejects.toEqual(FORBIDDEN);
    await expect(client.write(Jobs, 'a')).rejects.toEqual(FORBIDDEN);
    await expect(client.host(News).stats()).rejects.toEqual(FORBIDDEN);
    await expect(client.transaction((tx) => tx.write(Jobs, 'a'))).rejects.toEqual(FORBIDDEN);
    expect(await client.read(News)).toEqual([]);
    expect(await client.claim(Jobs)).toEqual([]);
    security.revoke('web');
    await expect(client.read(News)).rejects.toEqual(FORBIDDEN);
    await expect(client.claim(Jobs)).rejects.toEqual(FORBIDDEN);
    await expect(client.subscribe(News, () => undefined)).rejects.toEqual(FORBIDDEN);
    await expect(client.stream(News).next()).rejects.toEqual(FORBIDDEN);
    security.grant('web', 'admin');
    await client.write(News, 'b');
    expect(await client.host(News).stats()).toMatchObject({ count: 1 });
  });

  it('allows the systems of the app no more than others: what they declare is not enough', async () => {
    const security = new AclSecurity({});
    const { client } = (await launch(security)).get(Writer);
    await expect(client.write(News, 'a')).rejects.toEqual(FORBIDDEN);
    security.grant('writer', 'write');
    await client.write(News, 'a');
  });

  it('ends a running subscription and a running stream with the right, and nobody else’s', async () => {
    const security = new AclSecurity({ admin: ['root'], read: ['web', 'other'] });
    const started = await launch(security);
    const [web, other] = [started.client(all, 'web'), started.client(all, 'other')];
    const seen: string[] = [];
    await web.subscribe(News, ({ content }) => seen.push(`web ${content}`));
    await other.subscribe(News, ({ content }) => seen.push(`other ${content}`));
    const stream = web.stream(News, { from: 'start' });
    const { client } = started.get(Root);
    await client.write(News, '1');
    expect((await stream.next()).value).toMatchObject({ content: '1' });
    const waiting = stream.next();
    security.revoke('web');
    await client.write(News, '2');
    expect(seen).toEqual(['web 1', 'other 1', 'other 2']);
    await expect(waiting).rejects.toEqual(FORBIDDEN);
  });

  it('lets who has claimed finish, also when the right was taken away', async () => {
    const security = new AclSecurity({ admin: ['root'], read: ['web'] });
    const started = await launch(security);
    await started.get(Root).client.write(Jobs, 'a');
    const [claim] = await started.client(all, 'web').claim(Jobs);
    security.revoke('web');
    await claim?.ack();
    expect(await started.get(Root).client.host(Jobs).stats()).toMatchObject({ acknowledged: 1 });
  });
});

describe('the security of a channel', () => {
  it('is asked in place of that of the app', async () => {
    const started = await launch(new AclSecurity({ admin: ['root'] }));
    const { client } = started.get(Root);
    await client.write(News, 'a');
    await expect(client.write(Guarded, 'a')).rejects.toEqual(FORBIDDEN);
    const byHand = started.client(channelAccess({ own: [Guarded] }), 'guarded-by-hand');
    await byHand.write(Guarded, 'a');
  });
});

describe('JwtSecurity of an app', () => {
  it('leaves systems of the same process what they declared, and no token is needed', async () => {
    const started = await launch(new JwtSecurity({ secret: SECRET }));
    await started.get(Writer).client.write(News, 'a');
    const reader = started.client(channelAccess({ read: [News] }), 'web');
    expect(await reader.read(News)).toHaveLength(1);
    const { client } = started.get(Writer);
    await expect(client.read(News as never)).rejects.toEqual(
      failure('HOLON_CHANNEL_NOT_CONNECTED'),
    );
  });

  it('logs why a token was refused, at level debug', async () => {
    const logger = new LogBook();
    const security = new JwtSecurity({ secret: SECRET });
    await launch(security, { logger });
    expect(security.authenticate('nonsense')).toBeUndefined();
    expect(logger.of('security.token-refused')).toEqual([{ reason: 'form' }]);
  });
});

describe('a security of one’s own', () => {
  it('may take its time, and is asked with what the client declared', async () => {
    const asked: [Principal, Action, string][] = [];
    const gate = createDeferred();
    const started = await launch({
      authenticate: () => undefined,
      async authorize(principal, action, resource) {
        asked.push([principal, action, resource]);
        await gate.promise;
        return action === 'write';
      },
    });
    const writing = started.get(Writer).client.write(News, 'a');
    const reading = started.client(channelAccess({ read: [News] }), 'web').read(News);
    gate.resolve();
    await writing;
    await expect(reading).rejects.toEqual(FORBIDDEN);
    expect(asked).toEqual([
      [{ systemId: 'writer', role: 'write', channelIds: ['news'] }, 'write', 'news'],
      [{ systemId: 'web', role: 'read', channelIds: ['news'] }, 'read', 'news'],
    ]);
  });

  it('that fails lets nothing through', async () => {
    const started = await launch({
      authenticate: () => undefined,
      authorize: () => Promise.reject(new Error('the directory is down')),
    });
    const { client } = started.get(Root);
    await expect(client.write(News, 'a')).rejects.toThrow('the directory is down');
    await expect(client.read(News)).rejects.toThrow('the directory is down');
  });

  it('is started before the channels and stopped after them, with the store and clock of the app', async () => {
    const steps: unknown[] = [];
    const security: ManagedSecurity = {
      authenticate: () => undefined,
      authorize: () => true,
      async start({ clock, store }) {
        steps.push('start', clock === given, store.address);
      },
      async stop({ store }) {
        steps.push('stop', store.address);
      },
    };
    const given = new VirtualClock();
    const started = await launch(security, { clock: given });
    await started.get(Root).client.write(News, 'a');
    expect(steps).toEqual(['start', true, 'memory:']);
    await started.drain();
    expect(steps.slice(3)).toEqual(['stop', 'memory:']);
  });
});
