import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { bench, failure } from './bench';

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
  ])('refuse %j', (options) => {
    expect(() => new PassthroughChannel({ id: 'c', ...bench(), ...options })).toThrow(
      failure('HOLON_INVALID_ARGUMENT') as Error,
    );
  });
});
