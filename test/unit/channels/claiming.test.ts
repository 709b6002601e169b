import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { bench, contents, failure, numbers, started } from './bench';

async function setUp(options: { readonly maxAttempts?: number } = {}) {
  const parts = bench();
  const queue = await started(
    new WorkQueueChannel<number>({ id: 'jobs', ...parts, claimTimeoutMs: 1_000, ...options }),
  );
  return { ...parts, queue };
}

describe('claiming', () => {
  it('gives each message to one system, oldest first, up to the limit', async () => {
    const { queue } = await setUp();
    for (const n of numbers(4)) await queue.write('w', n);
    expect(contents(await queue.claim('a', { limit: 2 }))).toEqual([0, 1]);
    expect(contents(await queue.claim('b'))).toEqual([2, 3]);
    expect(await queue.claim('a')).toEqual([]);
  });

  it('hides a message from readers until it is given back, and then loses it for nobody', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    for (const n of numbers(3)) await channel.write('w', n);
    const [first] = await channel.claim('a', { limit: 1 });
    expect(contents(await channel.read('r'))).toEqual([1, 2]);
    await first?.nack();
    expect(contents(await channel.read('r'))).toEqual([0]);
    expect(contents(await channel.read('r'))).toEqual([]);
  });

  it('puts a message that was given back before newer ones', async () => {
    const { queue } = await setUp();
    for (const n of numbers(3)) await queue.write('w', n);
    const [oldest] = await queue.claim('a', { limit: 1 });
    await oldest?.nack();
    expect(contents(await queue.claim('b'))).toEqual([0, 1, 2]);
  });

  it('ends at claimTimeoutMs or after a time of its own; the next claim is another attempt', async () => {
    const { queue, clock } = await setUp();
    await queue.write('w', 1);
    const [short] = await queue.claim('a', { timeoutMs: 10 });
    expect(short?.expiresAtMs).toBe(clock.nowMs() + 10);
    await clock.advance(9);
    expect(await queue.claim('b')).toEqual([]);
    await clock.advance(1);
    const [second] = await queue.claim('b');
    expect([short?.attempt, second?.attempt]).toEqual([1, 2]);
    expect(second?.expiresAtMs).toBe(clock.nowMs() + 1_000);
  });

  it('settles what the caller holds, and answers in order what is refused', async () => {
    const { queue, clock } = await setUp();
    for (const n of numbers(4)) await queue.write('w', n);
    const mine = (await queue.claim('a', { limit: 2 })).map(({ id }) => id);
    const foreign = (await queue.claim('b', { limit: 1 })).map(({ id }) => id);
    const [one = '', two = ''] = mine;
    expect(await queue.acknowledge('a', ['unknown', one, ...foreign])).toEqual({
      settled: [one],
      refused: ['unknown', ...foreign],
    });
    expect(await queue.nack('a', [two])).toEqual({ settled: [two], refused: [] });
    expect(await queue.acknowledge('a', [two])).toEqual({ settled: [], refused: [two] });
    await clock.advance(1_000);
    expect(await queue.acknowledge('b', foreign)).toEqual({ settled: [], refused: foreign });
    expect(await queue.stats()).toMatchObject({ count: 4, acknowledged: 1, claimed: 0 });
  });

  it('a foreign acknowledge takes nothing from the holder', async () => {
    const { queue } = await setUp();
    const { id } = await queue.write('w', 1);
    const [claim] = await queue.claim('a');
    expect(await queue.acknowledge('b', [id])).toEqual({ settled: [], refused: [id] });
    expect(claim?.signal.aborted).toBe(false);
    await claim?.ack();
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('makes a message dead after maxAttempts: kept, shown with its reason, put back by redrive', async () => {
    const { queue } = await setUp({ maxAttempts: 2 });
    const { id } = await queue.write('w', 7);
    for (const reason of ['first', 'second']) {
      const [claim] = await queue.claim('a');
      await claim?.nack({ reason });
    }
    expect(await queue.claim('a')).toEqual([]);
    expect(await queue.stats()).toMatchObject({ count: 1, dead: 1, pending: 0 });
    expect(await queue.dead()).toEqual([
      expect.objectContaining({ id, content: 7, attempt: 2, reason: 'second' }),
    ]);
    const waiting = queue.claim('a', { waitMs: 1_000 });
    expect(await queue.redrive([id, 'unknown'])).toEqual([id]);
    expect(await waiting).toEqual([expect.objectContaining({ id, attempt: 1 })]);
    expect(await queue.dead()).toEqual([]);
  });

  it('makes a message dead whose last claim expired, and logs it at the next maintenance', async () => {
    const { queue, clock, logger } = await setUp({ maxAttempts: 1 });
    const { id } = await queue.write('w', 7);
    await queue.claim('a');
    await clock.advance(30_000);
    expect((await queue.stats()).dead).toBe(1);
    expect(logger.of('message.dead')).toEqual([{ messageId: id }]);
  });

  it('refuses wrong arguments', async () => {
    const { queue } = await setUp();
    const wrong: [call: () => Promise<unknown>, says: string][] = [
      [() => queue.claim('a', { limit: 0 }), 'claim from: limit'],
      [() => queue.claim('a', { limit: -1 }), 'claim from: limit'],
      [() => queue.claim('a', { limit: 1.5 }), 'claim from: limit'],
      [() => queue.claim('a', { limit: 10_001 }), 'claim from: limit'],
      [() => queue.claim('a', { waitMs: -1 }), 'claim from: waitMs'],
      [() => queue.claim('a', { waitMs: Number.NaN }), 'claim from: waitMs'],
      [() => queue.claim('a', { timeoutMs: -1 }), 'claim from: timeoutMs'],
      [() => queue.claim(''), 'claim from: systemId'],
      [() => queue.claim(7 as never), 'claim from: systemId'],
      [() => queue.acknowledge('a', 'id' as never), 'acknowledge on: ids'],
      [() => queue.acknowledge('a', [7 as never]), 'acknowledge on: every id'],
      [() => queue.nack('a', [''], {}), 'nack on: every id'],
      [() => queue.nack('a', [], { delayMs: -1 }), 'nack on: delayMs'],
    ];
    for (const [call, says] of wrong) {
      const [operation = '', name = ''] = says.split(': ');
      const message = expect.stringContaining(
        `${operation} channel '${queue.id}': ${name} must be`,
      ) as string;
      const refused = { code: 'HOLON_INVALID_ARGUMENT', message };
      await expect(call()).rejects.toEqual(expect.objectContaining(refused));
    }
  });

  it('is no operation of a broadcast, nor reading one of a work queue', async () => {
    const events = await started(new BroadcastChannel({ id: 'events', ...bench() }));
    const { queue } = await setUp();
    const unsupported = failure('HOLON_UNSUPPORTED_OPERATION');
    await expect(events.claim('a')).rejects.toEqual(unsupported);
    await expect(events.acknowledge('a', ['x'])).rejects.toEqual(unsupported);
    await expect(events.nack('a', ['x'])).rejects.toEqual(unsupported);
    await expect(queue.read('a')).rejects.toEqual(unsupported);
    expect(() => queue.stream('a')).toThrow(unsupported as Error);
  });
});
