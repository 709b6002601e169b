import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { attachHandle, ChannelClient, sealClient } from '../../../src/channels/channel-client';
import { createHandle } from '../../../src/channels/create-handle';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { Channel } from '../../../src/decorators/channel';
import { HolonError } from '../../../src/errors/holon-error';
import { refusal } from '../../helpers/refusal';
import { bench, contents, failure, started } from './bench';

@Channel({ id: 'jobs' })
class Jobs extends PassthroughChannel<number, 'jobs'> {}

@Channel({ id: 'events' })
class Events extends BroadcastChannel<number, 'events'> {}

interface All {
  readonly own: readonly [typeof Jobs];
}
interface Anything {
  readonly own: readonly [typeof Jobs, typeof Events];
}
const notConnected = failure('HOLON_CHANNEL_NOT_CONNECTED');

async function setUp() {
  const parts = bench();
  const jobs = await started(new Jobs({ id: 'jobs', ...parts }));
  return { ...parts, jobs };
}

describe('a client', () => {
  it('connected by hand does everything with its channel, in its own name', async () => {
    const { jobs } = await setUp();
    const client = new ChannelClient<All>('me');
    client.connect(Jobs, jobs);
    const pushed: number[] = [];
    await client.subscribe(Jobs, ({ content }) => pushed.push(content));
    const { id } = await client.write(Jobs, 1);
    await client.write(Jobs, 2, { id: 'two' });
    const [message] = await client.read(Jobs, { limit: 1 });
    expect(message).toMatchObject({ id, senderId: 'me', content: 1 });
    const claims = await client.claim(Jobs);
    expect(contents(claims)).toEqual([1, 2]);
    expect(await client.acknowledge(Jobs, [id])).toEqual({ settled: [id], refused: [] });
    expect(await client.nack(Jobs, ['two'])).toEqual({ settled: ['two'], refused: [] });
    for await (const { content } of client.stream(Jobs)) {
      expect(content).toBe(2);
      break;
    }
    expect(await client.host(Jobs).stats()).toMatchObject({ count: 2, acknowledged: 1 });
    expect(await client.host(Jobs).clear()).toBe(2);
    expect(pushed).toEqual([1, 2]);
  });

  it('does with its own channel what only a host may', async () => {
    const jobs = await started(new Jobs({ id: 'jobs', maxAttempts: 1, ...bench() }));
    const client = new ChannelClient<All>('me');
    client.connect(Jobs, jobs);
    for (const id of ['a', 'b', 'c', 'd', 'e']) await client.write(Jobs, 1, { id });
    const host = client.host(Jobs);
    for (const claim of await client.claim(Jobs, { limit: 2 })) await claim.nack({ reason: 'no' });
    expect((await host.dead()).map(({ id }) => id)).toEqual(['a', 'b']);
    expect((await host.dead({ limit: 1 })).map(({ id }) => id)).toEqual(['a']);
    expect(await host.redrive(['a', 'x'])).toEqual(['a']);
    expect(await host.remove(['c', 'x'])).toEqual(['c']);
    expect(await host.evict({ maxCount: 3 })).toBe(1);
    expect(await host.clear({ senderId: 'nobody' })).toBe(0);
    expect(await host.stats()).toMatchObject({ count: 3 });
  });

  it('refuses a channel it does not have, as a rejection and not a throw', async () => {
    const client = new ChannelClient<Anything>('me');
    const whole = { id: 'm', timestampMs: 1, senderId: 'me', content: 1, metadata: {} };
    const calls = [
      client.read(Events),
      client.claim(Jobs),
      client.acknowledge(Jobs, []),
      client.nack(Jobs, []),
      client.write(Jobs, 1),
      client.writeMessage(Jobs, whole),
      client.subscribe(Jobs, () => undefined),
      client.request(Jobs, 1, { replies: Events }),
      client.transaction((tx) => tx.write(Jobs, 1)),
    ];
    for (const call of calls) await expect(call).rejects.toEqual(notConnected);
    await expect(client.write(undefined as never, 1 as never)).rejects.toEqual(notConnected);
    await expect(client.read(Events)).rejects.toThrow(
      "System 'me' has no access to channel Events",
    );
    // What does not answer with a promise throws.
    expect(() => client.stream(Events)).toThrow(notConnected as Error);
    expect(() => client.host(Jobs)).toThrow(notConnected as Error);
  });

  it('says how to call what was called with something missing', async () => {
    const { jobs } = await setUp();
    const client = new ChannelClient<All>('me');
    client.connect(Jobs, jobs);
    const calls: [() => unknown, string][] = [
      [
        () => client.connect(Jobs, { id: 'jobs' } as never),
        'client.connect(ChannelClass, channel)',
      ],
      [() => client.connect(jobs as never, Jobs as never), 'client.connect(ChannelClass, channel)'],
      [() => client.host({} as never), 'client.host(ChannelClass)'],
      [() => client.request(Jobs, 1, {} as never), '{ replies: Replies }'],
      [() => client.request(Jobs, 1, undefined as never), '{ replies: Replies }'],
      [() => client.transaction(undefined as never), 'client.transaction(async (tx) => { … })'],
    ];
    for (const [call, cure] of calls) {
      const error = await refusal(call);
      expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
      expect(error.hint).toContain(cure);
    }
    expect(await client.host(Jobs).stats()).toMatchObject({ count: 0 });
  });

  it('has of a channel the modes it was given, and no other', async () => {
    const { jobs } = await setUp();
    const given = (modes: { read?: true; write?: true; host?: true }) => {
      const client = new ChannelClient<All>('me');
      const handle = createHandle(jobs, 'me', { read: false, write: false, host: false, ...modes });
      attachHandle(client, Jobs, handle);
      return client;
    };
    const reader = given({ read: true });
    const writer = given({ write: true });
    await writer.write(Jobs, 1);
    expect(contents(await reader.read(Jobs))).toEqual([1]);
    await expect(reader.write(Jobs, 1)).rejects.toThrow(
      "System 'me' has no 'write' access to channel 'jobs'",
    );
    await expect(writer.read(Jobs)).rejects.toEqual(notConnected);
    await expect(writer.claim(Jobs)).rejects.toEqual(notConnected);
    await expect(reader.transaction((tx) => tx.write(Jobs, 2))).rejects.toEqual(notConnected);
    await expect(writer.transaction((tx) => tx.read(Jobs))).rejects.toEqual(notConnected);
    for (const client of [reader, writer]) {
      expect(() => client.host(Jobs)).toThrow(notConnected as Error);
    }
    expect(await given({ host: true }).host(Jobs).stats()).toMatchObject({ count: 1 });
  });

  it('that is sealed takes no further channel, nor does anything that only looks like a client', async () => {
    const { jobs } = await setUp();
    const client = new ChannelClient<All>('me');
    sealClient(client);
    const forbidden = failure('HOLON_FORBIDDEN') as Error;
    expect(() => client.connect(Jobs, jobs)).toThrow(forbidden);
    const handle = createHandle(jobs, 'me', { read: true, write: true, host: true });
    const lookAlike = Object.create(ChannelClient.prototype, {
      systemId: { value: 'me' },
    }) as object;
    expect(() => attachHandle(lookAlike as never, Jobs, handle as never)).toThrow(forbidden);
    await expect(client.write(Jobs, 1)).rejects.toEqual(notConnected);
  });

  it('keeps writing in its own name, whatever is done to its properties', async () => {
    const { jobs } = await setUp();
    const client = new ChannelClient<All>('me');
    client.connect(Jobs, jobs);
    Reflect.set(client, 'systemId', 'somebody-else');
    await client.write(Jobs, 1);
    expect((await jobs.read('r'))[0]?.senderId).toBe('me');
    const forged = { id: 'm', timestampMs: 1, senderId: 'somebody-else', content: 1, metadata: {} };
    await expect(client.writeMessage(Jobs, forged)).rejects.toEqual(
      failure('HOLON_SENDER_MISMATCH'),
    );
  });
});

describe('a handle whose gate has closed', () => {
  it('refuses new work and still settles what is held', async () => {
    const { jobs } = await setUp();
    let open = true;
    const client = new ChannelClient<All>('me');
    const handle = createHandle(jobs, 'me', { read: true, write: true, host: true }, () => {
      if (!open) throw new HolonError('HOLON_DRAINING', 'the system has been stopped');
    });
    attachHandle(client, Jobs, handle);
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    open = false;
    const draining = failure('HOLON_DRAINING');
    const calls = [
      () => client.write(Jobs, 2),
      () => client.read(Jobs),
      () => client.claim(Jobs),
      () => client.subscribe(Jobs, () => undefined),
      () => client.host(Jobs).stats(),
      () => client.transaction((tx) => tx.write(Jobs, 2)),
    ];
    for (const call of calls) await expect(call()).rejects.toEqual(draining);
    expect(() => client.stream(Jobs)).toThrow(draining as Error);
    expect(await client.acknowledge(Jobs, [claim!.id])).toMatchObject({ settled: [claim!.id] });
  });
});
