import type { BaseChannel } from '../../../src/channels/base-channel';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import type { ChannelOptions } from '../../../src/channels/channel-options';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { DiscoveryChannel } from '../../../src/discovery/discovery-channel';
import { bench, contents, failure, numbers, started } from './bench';

class Silent extends PeriodicChannel<number> {
  protected override pull(): undefined {
    return undefined;
  }
}

type Kind = new (options: ChannelOptions<never>) => BaseChannel;

const KINDS = [
  ['passthrough', PassthroughChannel],
  ['broadcast', BroadcastChannel],
  ['work queue', WorkQueueChannel],
  ['mailbox', MailboxChannel],
  ['periodic', Silent],
  ['discovery', DiscoveryChannel],
] as unknown as [string, Kind][]; // kinds differ in their content types only
const CLAIMABLE = KINDS.filter(([name]) => name !== 'broadcast' && name !== 'discovery');

/** Content that a channel of the kind takes. */
function content(name: string, n: number, clock?: { nowMs(): number }): unknown {
  if (name !== 'discovery') return n;
  const info = { id: `c${n}`, name: 'C', description: '', visibility: 'public', kind: 'broadcast' };
  return { kind: 'channel', info, expiresAtMs: (clock?.nowMs() ?? 0) + 3_600_000 };
}

describe.each(KINDS)('retention of a %s channel', (name, Kind) => {
  it('lets go what is too old, without anybody asking', async () => {
    const { clock, logger } = bench();
    const channel = await started(
      new Kind({
        id: 'c',
        clock,
        logger,
        retention: { maxAgeMs: 1_000 },
        maintenanceIntervalMs: 300,
      }),
    );
    await channel.write('w', content(name, 1, clock));
    await clock.advance(900);
    await channel.write('w', content(name, 2, clock));
    await clock.advance(300);
    expect((await channel.stats()).count).toBe(1);
    await clock.advance(1_000);
    expect((await channel.stats()).count).toBe(0);
    await channel.drain();
  });

  it('keeps the newest maxCount', async () => {
    const { clock, logger } = bench();
    const channel = await started(
      new Kind({ id: 'c', clock, logger, retention: { maxCount: 5 }, maintenanceIntervalMs: 300 }),
    );
    for (const n of numbers(20)) {
      await channel.write('w', content(name, n, clock), { id: `m${n}` });
      expect((await channel.stats()).count).toBeLessThanOrEqual(5);
    }
    expect(await channel.remove(numbers(20).map((n) => `m${n}`))).toEqual(
      numbers(5, 15).map((n) => `m${n}`),
    );
    await channel.drain();
  });
});

describe.each(CLAIMABLE)('claims of a %s channel', (name, Kind) => {
  it('expire by themselves, and the message is claimed again', async () => {
    const { clock, logger } = bench();
    const channel = await started(
      new Kind({ id: 'c', clock, logger, claimTimeoutMs: 500, maintenanceIntervalMs: 200 }),
    );
    const recipient = name === 'mailbox' ? { recipientId: 'a' } : {};
    await channel.write('w', 1, recipient);
    expect(await channel.claim('a')).toHaveLength(1);
    await clock.advance(499);
    expect(await channel.claim('a')).toEqual([]);
    await clock.advance(301);
    expect(logger.of('claims.expired')).toEqual([{ released: 1 }]);
    expect(await channel.claim('a')).toEqual([expect.objectContaining({ attempt: 2 })]);
    await channel.stop();
  });
});

describe('retention', () => {
  it('applies when something is read, before maintenance comes', async () => {
    const { clock, logger } = bench();
    const retention = { maxAgeMs: 1_000 };
    const channel = await started(
      new PassthroughChannel<number>({ id: 'c', clock, logger, retention }),
    );
    await channel.write('w', 1);
    await clock.advance(1_001);
    expect(await channel.read('r')).toEqual([]);
    await channel.write('w', 2);
    await clock.advance(1_001);
    expect(await channel.claim('r')).toEqual([]);
  });

  it('leaves what is claimed at the moment', async () => {
    const { clock, logger } = bench();
    const queue = await started(
      new WorkQueueChannel<number>({ id: 'q', clock, logger, retention: { maxCount: 2 } }),
    );
    await queue.write('w', 0);
    const [claim] = await queue.claim('a');
    for (const n of numbers(5, 1)) await queue.write('w', n);
    await claim?.ack();
    expect(contents(await queue.claim('b'))).toEqual([4, 5]);
  });

  it('tells a reader what it has lost: in stats, and once in the log until it reads again', async () => {
    const { clock, logger } = bench();
    const channel = await started(new PassthroughChannel<number>({ id: 'c', clock, logger }));
    for (const n of numbers(10)) await channel.write('w', n);
    await channel.read('slow', { limit: 2 });
    await channel.evict({ maxCount: 6 });
    await channel.evict({ maxCount: 4 });
    expect((await channel.stats()).readers).toEqual({ slow: { lag: 4, missed: 4 } });
    expect(logger.of('reader.missed')).toEqual([{ reader: 'slow', count: 2, cause: 'retention' }]);
    expect(contents(await channel.read('slow'))).toEqual([6, 7, 8, 9]);
    await channel.write('w', 10);
    await channel.evict({ maxCount: 0 });
    expect(logger.of('reader.missed')).toHaveLength(2);
  });

  it('never moves a reader past what is kept', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    for (const n of numbers(10)) await channel.write('w', n);
    await channel.read('r', { limit: 5 });
    await channel.evict({ maxCount: 7 });
    expect(contents(await channel.read('r'))).toEqual([5, 6, 7, 8, 9]);
  });

  it('removes thousands in steps', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    await Promise.all(numbers(1_700).map((n) => channel.write('w', n)));
    expect(await channel.evict({ maxCount: 10 })).toBe(1_690);
  });
});

describe('the owner', () => {
  it('clears, removes and evicts what it names', async () => {
    const { clock, logger } = bench();
    const channel = await started(new PassthroughChannel<number>({ id: 'c', clock, logger }));
    for (const n of numbers(6)) {
      await channel.write(n % 2 === 0 ? 'even' : 'odd', n, { id: `m${n}` });
      await clock.advance(10);
    }
    expect(await channel.clear({ senderId: 'odd' })).toBe(3);
    expect(await channel.remove(['m0', 'm1'])).toEqual(['m0']);
    expect(await channel.evict({ beforeMs: clock.nowMs() - 30 })).toBe(1);
    expect(contents(await channel.read('r'))).toEqual([4]);
    expect(await channel.clear()).toBe(1);
    expect(await channel.stats()).toMatchObject({ count: 0, pending: 0 });
  });

  it('may not evict without a limit, nor with a wrong one', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...bench() }));
    const invalid = failure('HOLON_INVALID_ARGUMENT');
    await expect(channel.evict({})).rejects.toEqual(invalid);
    await expect(channel.evict(undefined as never)).rejects.toEqual(invalid);
    await expect(channel.evict({ maxCount: -1 })).rejects.toEqual(invalid);
    await expect(channel.evict({ maxCount: -1 })).rejects.toThrow(
      'evict: maxCount must be a number of messages of 0 or more, not -1',
    );
    await expect(channel.evict({ beforeMs: Number.NaN })).rejects.toEqual(invalid);
    await expect(channel.remove('x' as never)).rejects.toEqual(invalid);
    await expect(channel.redrive([''])).rejects.toEqual(invalid);
    await expect(channel.dead({ limit: 0 })).rejects.toEqual(invalid);
  });

  it('is exact for who reads or asks for figures, however many writes it let pass', async () => {
    const parts = bench();
    const retention = { maxCount: 10 };
    const channel = await started(new PassthroughChannel<number>({ id: 'c', ...parts, retention }));
    for (const n of numbers(15)) await channel.write('w', n);
    expect((await channel.stats()).count).toBe(10);
    await channel.write('w', 15);
    expect(contents(await channel.read('r', { limit: 100 }))).toEqual(numbers(10, 6));
  });
});
