import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { bench, contents, failure, started } from './bench';

describe('the settings of a channel', () => {
  it('are the defaults where nothing is said', () => {
    const { settings, info } = new PassthroughChannel({ id: 'events' });
    expect(settings).toMatchObject({
      id: 'events',
      name: 'events',
      visibility: 'private',
      claimTimeoutMs: 300_000,
      subscriberTimeoutMs: 5_000,
    });
    expect(info).toEqual({
      id: 'events',
      name: 'events',
      description: '',
      visibility: 'private',
      kind: 'passthrough',
    });
  });

  it('are what @Channel says, and above it what `new` is given', () => {
    @Channel({ id: 'jobs', name: 'Jobs', claimTimeoutMs: 50, capacity: 3 })
    class Jobs extends WorkQueueChannel<number, 'jobs'> {}
    const channel = new Jobs({ id: 'jobs', claimTimeoutMs: 70 });
    expect(channel.settings).toMatchObject({ name: 'Jobs', claimTimeoutMs: 70, capacity: 3 });
    expect(new Jobs().id).toBe('jobs');
    expect(new Jobs().info.kind).toBe('work-queue');
  });

  it('need an id', () => {
    const noId = {
      code: 'HOLON_INVALID_ARGUMENT',
      message: 'BroadcastChannel has no id',
      hint: expect.stringContaining("new BroadcastChannel({ id: '…' })"),
    };
    for (const options of [undefined, { id: '' }]) {
      const make = (): unknown => new BroadcastChannel(options);
      expect(make).toThrow(expect.objectContaining(noId) as Error);
    }
  });

  it.each([
    { claimTimeoutMs: 0 },
    { maxAttempts: -1 },
    { periodMs: Number.NaN },
    { concurrency: 0 },
    { subscriberTimeoutMs: Infinity },
    { maintenanceIntervalMs: -5 },
    { registrationTtlMs: 0 },
    { capacity: 0 },
    { capacity: '5' as never },
    { retention: { maxAgeMs: 0 } },
    { retention: { maxCount: -1 } },
    { maxAttempts: 2.5 },
    { visibility: 'pubic' as never },
    { retension: { maxCount: 1 } },
    { content: 'Reading' as never },
    { store: 42 as never },
    { store: {} as never },
    { clock: 'now' as never },
  ])('refuse %j', (options) => {
    expect(() => new PassthroughChannel({ id: 'c', ...bench(), ...options })).toThrow(
      failure('HOLON_INVALID_ARGUMENT') as Error,
    );
  });

  it('are refused with the cure and what was probably meant', () => {
    const make = (): unknown => new PassthroughChannel({ id: 'c', retension: {} } as never);
    expect(make).toThrow(
      expect.objectContaining({
        code: 'HOLON_INVALID_ARGUMENT',
        message: expect.stringMatching(
          /^new PassthroughChannel: there is no option retension.*retention/,
        ),
        hint: expect.stringContaining('retention'),
      }) as Error,
    );
  });

  it('are refused where they mean nothing for the kind, as by @Channel', () => {
    const make = (): unknown => new BroadcastChannel({ id: 'c', periodMs: 5 });
    expect(make).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
  });
});

describe('the store of a channel used alone', () => {
  it('may be said by its address, and is closed with the channel', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'holon-')), 'c.db');
    const options = { id: 'c', store: `sqlite:${file}` };
    const first = await started(new WorkQueueChannel<number>({ ...options, ...bench() }));
    await first.write('w', 1);
    await first.drain();
    const second = await started(new WorkQueueChannel<number>({ ...options, ...bench() }));
    expect(contents(await second.claim('s'))).toEqual([1]);
    expect(existsSync(`${file}-wal`)).toBe(true);
    await second.stop();
    expect(existsSync(`${file}-wal`)).toBe(false);
    rmSync(dirname(file), { recursive: true });
  });

  it('is refused at start when nobody knows the address', async () => {
    const channel = new PassthroughChannel({ id: 'c', store: 'nowhere:' });
    await expect(channel.start()).rejects.toEqual(failure('HOLON_UNKNOWN_STORE'));
  });

  it('may be memory', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'c', store: 'memory:' }));
    await channel.write('w', 1);
    expect(contents(await channel.read('r'))).toEqual([1]);
    await channel.stop();
  });
});

describe('a client made by hand', () => {
  it.each([42, '', undefined])('is not made for system %j', (systemId) => {
    const make = (): unknown => new ChannelClient(systemId as never);
    expect(make).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
  });
});
