import { DiscoveryChannel } from '../../../src/discovery/discovery-channel';
import type { ChannelInfo } from '../../../src/model/channel-info';
import type { ServiceDescriptor } from '../../../src/model/service-descriptor';
import { bench, contents, failure, started } from '../channels/bench';

const channelInfo = (id: string, visibility: 'private' | 'public' = 'public'): ChannelInfo => ({
  id,
  name: id,
  description: '',
  visibility,
  kind: 'broadcast',
});

const system = (systemId: string, ...services: string[]): ServiceDescriptor => ({
  systemId,
  systemName: systemId,
  description: '',
  services: services.map((name) => ({ name, description: '', input: {}, output: {} })) as never,
  channelsRead: [],
  channelsWrite: [],
});

async function setUp() {
  const parts = bench();
  const discovery = await started(
    new DiscoveryChannel({ id: 'discovery', ...parts, maintenanceIntervalMs: 10_000 }),
  );
  return { ...parts, discovery };
}

describe('a discovery channel', () => {
  it('finds channels by id and visibility', async () => {
    const { discovery } = await setUp();
    await discovery.registerChannel(channelInfo('a'));
    await discovery.registerChannel(channelInfo('b', 'private'));
    expect(await discovery.findChannels()).toEqual([channelInfo('a'), channelInfo('b', 'private')]);
    expect(await discovery.findChannels({ visibility: 'public' })).toEqual([channelInfo('a')]);
    expect(await discovery.getChannel('b')).toEqual(channelInfo('b', 'private'));
    expect(await discovery.getChannel('c')).toBeUndefined();
  });

  it('finds systems by id and by what they can do', async () => {
    const { discovery } = await setUp();
    await discovery.registerSystem(system('resizer', 'resize', 'crop'));
    await discovery.registerSystem(system('reader', 'ocr'));
    expect(await discovery.findSystems({ capability: 'crop' })).toEqual([
      system('resizer', 'resize', 'crop'),
    ]);
    expect(await discovery.findSystems({ capability: 'fly' })).toEqual([]);
    expect(await discovery.findSystems()).toHaveLength(2);
    expect(await discovery.getSystem('reader')).toEqual(system('reader', 'ocr'));
    expect(await discovery.getSystem('writer')).toBeUndefined();
  });

  it('keeps a system and a channel of one id apart', async () => {
    const { discovery } = await setUp();
    await discovery.registerChannel(channelInfo('same'));
    await discovery.registerSystem(system('same'));
    expect(await discovery.findChannels()).toHaveLength(1);
    expect(await discovery.findSystems()).toHaveLength(1);
  });

  it('has one registration per id: registering again renews it and shows the newest', async () => {
    const { clock, discovery } = await setUp();
    for (let beat = 0; beat < 50; beat += 1) {
      await discovery.registerSystem(system('s', `v${beat}`), { ttlMs: 100 });
      await clock.advance(60);
    }
    expect(await discovery.findSystems()).toEqual([system('s', 'v49')]);
    expect((await discovery.stats()).count).toBe(1);
  });

  it('does not show what has expired, from that moment on, and removes it at maintenance', async () => {
    const { clock, discovery } = await setUp();
    await discovery.registerSystem(system('short'), { ttlMs: 100 });
    await discovery.registerChannel(channelInfo('default'));
    await clock.advance(99);
    expect(await discovery.getSystem('short')).toBeDefined();
    await clock.advance(1);
    expect(await discovery.getSystem('short')).toBeUndefined();
    expect((await discovery.stats()).count).toBe(2);
    await clock.advance(10_000);
    expect((await discovery.stats()).count).toBe(1);
    await clock.advance(49_899);
    expect(await discovery.findChannels()).toHaveLength(1);
    await clock.advance(1);
    expect(await discovery.findChannels()).toEqual([]);
  });

  it('can be registered in again after an expiry', async () => {
    const { clock, discovery } = await setUp();
    await discovery.registerSystem(system('s', 'old'), { ttlMs: 100 });
    await clock.advance(100);
    await discovery.registerSystem(system('s', 'new'), { ttlMs: 100 });
    expect(await discovery.findSystems()).toEqual([system('s', 'new')]);
  });

  it('forgets who unregisters', async () => {
    const { discovery } = await setUp();
    await discovery.registerSystem(system('s'));
    expect(await discovery.unregister('s')).toBe(true);
    expect(await discovery.unregister('s')).toBe(false);
    expect(await discovery.findSystems()).toEqual([]);
  });

  it('takes registrations of systems in their own name, and pushes all to subscribers', async () => {
    const { clock, discovery } = await setUp();
    const seen: string[] = [];
    await discovery.subscribe('watcher', ({ senderId, content }) => {
      seen.push(`${senderId}: ${content.kind}`);
    });
    const expiresAtMs = clock.nowMs() + 100;
    await discovery.write('s', { kind: 'system', descriptor: system('s'), expiresAtMs });
    await discovery.registerChannel(channelInfo('a'));
    expect(seen).toEqual(['s: system', '_discovery: channel']);
    expect(await discovery.findSystems()).toEqual([system('s')]);
  });

  it('is read like any log, and claimed from by nobody', async () => {
    const { discovery } = await setUp();
    await discovery.registerChannel(channelInfo('a'));
    expect(contents(await discovery.read('r'))).toEqual([
      expect.objectContaining({ kind: 'channel', info: channelInfo('a') }),
    ]);
    await expect(discovery.claim('r')).rejects.toEqual(failure('HOLON_UNSUPPORTED_OPERATION'));
  });

  it('has one registration per id and address, and shows each id once', async () => {
    const { clock, discovery } = await setUp();
    const [one, two] = ['http://one.example', 'http://two.example'];
    await discovery.registerSystem(system('s', 'old'), { url: one });
    await discovery.registerChannel(channelInfo('a'), { url: one });
    await discovery.registerSystem(system('s', 'new'), { url: two });
    await discovery.registerChannel(channelInfo('a'), { url: one });
    const expiresAtMs = clock.nowMs() + 60_000;
    expect(await discovery.registrations()).toEqual([
      { kind: 'system', descriptor: system('s', 'old'), url: one, expiresAtMs },
      { kind: 'system', descriptor: system('s', 'new'), url: two, expiresAtMs },
      { kind: 'channel', info: channelInfo('a'), url: one, expiresAtMs },
    ]);
    expect(await discovery.findSystems()).toEqual([system('s', 'new')]);
    expect(await discovery.findChannels()).toEqual([channelInfo('a')]);
    expect(await discovery.unregister('s', { url: one })).toBe(true);
    expect(await discovery.unregister('s', { url: one })).toBe(false);
    expect(await discovery.findSystems()).toEqual([system('s', 'new')]);
    expect(await discovery.unregister('s')).toBe(true);
    expect(await discovery.findSystems()).toEqual([]);
  });

  it('reckons the end itself for who says how long, and ends it for who says 0', async () => {
    const { clock, discovery } = await setUp();
    const request = { kind: 'system', descriptor: system('s'), url: 'http://one.example' };
    await discovery.write('s', { ...request, ttlMs: 100 } as never);
    const [registration] = await discovery.registrations();
    expect(registration).toEqual({ ...request, expiresAtMs: clock.nowMs() + 100 });
    await clock.advance(99);
    expect(await discovery.registrations()).toHaveLength(1);
    await discovery.write('s', { ...request, ttlMs: 0 } as never);
    expect(await discovery.registrations()).toEqual([]);
  });

  it('refuses what is no registration, and stores nothing of it', async () => {
    const { discovery } = await setUp();
    const calls = [
      () => discovery.registerChannel(undefined as never),
      () => discovery.registerChannel(channelInfo('')),
      () => discovery.registerChannel(channelInfo('a'), { ttlMs: -1 }),
      () => discovery.registerChannel(channelInfo('a'), { url: 'javascript:alert(1)' }),
      () => discovery.registerChannel(channelInfo('a'), { url: 'http://one.example two' }),
      () => discovery.write('s', { kind: 'channel', info: { id: 'a' }, ttlMs: -1 } as never),
      () => discovery.registerSystem({} as never),
      () => discovery.registerSystem({ systemId: 's' } as never),
      () => discovery.write('s', undefined as never),
      () => discovery.write('s', { kind: 'planet', expiresAtMs: 1 } as never),
    ];
    for (const call of calls) {
      await expect(call()).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
    }
    const cyclic: Record<string, unknown> = { ...channelInfo('a') };
    cyclic.self = cyclic;
    await expect(discovery.registerChannel(cyclic as never)).rejects.toEqual(
      failure('HOLON_NOT_SERIALISABLE'),
    );
    expect((await discovery.stats()).count).toBe(0);
  });

  it('refuses registrations while it drains', async () => {
    const { discovery } = await setUp();
    await discovery.drain();
    await expect(discovery.registerChannel(channelInfo('a'))).rejects.toEqual(
      failure('HOLON_CHANNEL_CLOSED'),
    );
  });
});
