import { ChannelClient } from '../../../src/channels/channel-client';
import { DiscoveryChannel } from '../../../src/discovery/discovery-channel';
import type { Registration } from '../../../src/discovery/registration';
import { VirtualClock } from '../../../src/testing/virtual-clock';

class Directory extends DiscoveryChannel<'directory'> {}

function registration(expiresAtMs: number): Registration {
  const services = { services: [], channelsRead: [], channelsWrite: [] };
  const descriptor = { systemId: 'pump', systemName: 'Pump', description: '', ...services };
  return { kind: 'system', descriptor, expiresAtMs };
}

/** A registration with one part that is wrong. */
function broken(part: object): unknown {
  const { descriptor, ...rest } = registration(1) as { descriptor?: object };
  return { ...rest, descriptor: { ...descriptor, ...part } };
}

async function startDirectory() {
  const clock = new VirtualClock();
  const directory = new Directory({ id: 'directory', clock });
  await directory.start();
  const client = new ChannelClient<{ write: readonly [typeof Directory] }>('pump', { clock });
  client.connect(Directory, directory);
  return { clock, directory, client };
}

describe('a registration that a system writes through its client', () => {
  it('is found until it ends', async () => {
    const { clock, directory, client } = await startDirectory();
    await client.write(Directory, registration(clock.nowMs() + 1_000));
    expect((await directory.findSystems()).map(({ systemId }) => systemId)).toEqual(['pump']);
    await clock.advance(1_000);
    expect(await directory.findSystems()).toEqual([]);
    await directory.stop();
  });

  it('takes the place of the one before', async () => {
    const { clock, directory, client } = await startDirectory();
    await client.write(Directory, registration(clock.nowMs() + 1_000));
    await client.write(Directory, registration(clock.nowMs() + 2_000));
    expect((await directory.stats()).count).toBe(1);
    const [message] = await directory.read('reader');
    expect(message?.senderId).toBe('pump');
    await directory.stop();
  });

  it('in a transaction or as a whole message is one like any other', async () => {
    const { clock, directory, client } = await startDirectory();
    const content = registration(clock.nowMs() + 1_000);
    await client.write(Directory, content);
    await client.transaction((tx) => tx.write(Directory, content));
    expect(await directory.findSystems()).toHaveLength(1);
    expect((await directory.stats()).count).toBe(1);
    const message = { id: 'm', timestampMs: clock.nowMs(), senderId: 'pump', metadata: {} };
    await client.writeMessage(Directory, { ...message, content });
    expect(await directory.findSystems()).toHaveLength(1);
    expect((await directory.stats()).count).toBe(1);
    const nothing = { kind: 'planet' } as unknown as Registration;
    for (const write of [
      () => client.writeMessage(Directory, { ...message, id: 'n', content: nothing }),
      () => client.transaction((tx) => tx.write(Directory, nothing)),
    ]) {
      await expect(write()).rejects.toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
    }
    await directory.stop();
  });

  it.each([
    ['nothing', undefined],
    ['no end', { kind: 'channel', info: { id: 'a' } }],
    ['no descriptor', { kind: 'system', expiresAtMs: 1 }],
    ['no services', { kind: 'system', expiresAtMs: 1, descriptor: { systemId: 'a' } }],
    ['no id', { kind: 'channel', expiresAtMs: 1, info: {} }],
    ['a service that is none', broken({ services: [null] })],
    ['a service without a schema', broken({ services: [{ name: 'a', description: '' }] })],
    ['a list of channels that is none', broken({ channelsRead: 'all' })],
    ['an info of half a channel', { kind: 'channel', expiresAtMs: 1, info: { id: 'a' } }],
    ['an end that never comes', registration(Number.MAX_SAFE_INTEGER)],
  ])('is refused with %s, and nothing is stored', async (_what, content) => {
    const { directory, client } = await startDirectory();
    const written = client.write(Directory, content as Registration); // what an untyped caller may pass
    await expect(written).rejects.toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
    expect((await directory.stats()).count).toBe(0);
    await directory.stop();
  });
});

describe('a live registration', () => {
  it('is renewed, replaced and ended by its sender and by the app of the channel alone', async () => {
    const { clock, directory, client } = await startDirectory();
    const mallory = new ChannelClient<{ write: readonly [typeof Directory] }>('mallory', { clock });
    mallory.connect(Directory, directory);
    const { expiresAtMs, ...rest } = registration(clock.nowMs() + 1_000);
    await client.write(Directory, { ...rest, expiresAtMs });
    for (const ttlMs of [0, 60_000]) {
      const taken = mallory.write(Directory, { ...rest, ttlMs } as unknown as Registration); // a request
      await expect(taken).rejects.toMatchObject({ code: 'HOLON_FORBIDDEN' });
    }
    expect(await directory.findSystems()).toHaveLength(1);
    await client.write(Directory, registration(clock.nowMs() + 2_000));
    await directory.registerSystem((rest as unknown as { descriptor: never }).descriptor, {
      ttlMs: 500,
    });
    await clock.advance(500);
    await mallory.write(Directory, registration(clock.nowMs() + 1_000));
    expect(await directory.findSystems()).toHaveLength(1);
    await directory.stop();
  });

  it('is listed beside one that the store keeps and that is none', async () => {
    const { clock, directory, client } = await startDirectory();
    await client.write(Directory, registration(clock.nowMs() + 1_000));
    const [kept] = await directory.active().log.keyed(clock.nowMs());
    const message = { ...kept!.message, id: 'old', content: { kind: 'system', descriptor: {} } };
    const expiresAtMs = clock.nowMs() + 1_000;
    await directory.active().log.append(message, { key: 'old', expiresAtMs });
    expect(await directory.active().log.keyed(clock.nowMs())).toHaveLength(2);
    expect(await directory.registrations()).toHaveLength(1);
    await directory.stop();
  });
});
