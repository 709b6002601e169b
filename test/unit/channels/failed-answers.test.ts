import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { bench, contents, started } from './bench';

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

/** Jobs somebody waits for, on a store that does what it is asked to and then, once, says that it failed. */
async function lyingOnce(method: 'append' | 'settle' | 'commit', before?: (jobs: Jobs) => unknown) {
  const store = new MemoryStore();
  const parts = { ...bench(), store };
  const options = { claimTimeoutMs: 60_000, maintenanceIntervalMs: 1_000_000, ...parts };
  const jobs = await started(new Jobs({ id: 'jobs', ...options }));
  await before?.(jobs);
  const asked = method === 'commit' ? store : store.open('jobs');
  const original = (asked as never)[method] as (...args: unknown[]) => unknown;
  jest.spyOn(asked, method as never).mockImplementationOnce((...args: unknown[]) => {
    original.apply(asked, args);
    throw new Error('no answer');
  });
  return { ...parts, jobs };
}

describe('a store that fails after it did what it was asked to', () => {
  it('lets nobody sleep beyond the time of a delayed message', async () => {
    const { clock, jobs } = await lyingOnce('append');
    const claiming = jobs.claim('worker', { waitMs: 10_000 });
    await clock.settle();
    await expect(jobs.write('w', 'x', { delayMs: 100 })).rejects.toThrow('no answer');
    await clock.advance(100);
    expect(contents(await claiming)).toEqual(['x']);
  });

  it('lets nobody sleep beyond the time of a message of a transaction', async () => {
    const { clock, jobs, ...parts } = await lyingOnce('commit');
    const client = new ChannelClient<{ own: [typeof Jobs] }>('w', { clock, ...parts });
    client.connect(Jobs, jobs);
    const claiming = jobs.claim('worker', { waitMs: 10_000 });
    await clock.settle();
    const writing = client.transaction((tx) => tx.write(Jobs, 'x', { delayMs: 100 }));
    await expect(writing).rejects.toThrow('no answer');
    await clock.advance(100);
    expect(contents(await claiming)).toEqual(['x']);
  });

  it('lets nobody sleep either where the retention has made room for a second try', async () => {
    const store = new MemoryStore();
    const parts = { ...bench(), store };
    const settings = { capacity: 1, retention: { maxAgeMs: 1_000 }, maintenanceIntervalMs: 60_000 };
    const jobs = await started(new Jobs({ id: 'jobs', ...settings, ...parts }));
    const client = new ChannelClient<{ own: [typeof Jobs] }>('w', parts);
    client.connect(Jobs, jobs);
    await jobs.write('w', 'old', { delayMs: 60_000 });
    const claiming = jobs.claim('worker', { waitMs: 10_000 });
    await parts.clock.advance(2_000);
    const commit = store.commit.bind(store);
    const asked = jest.spyOn(store, 'commit').mockImplementation((operations) => {
      const results = commit(operations);
      if (asked.mock.calls.length === 2) throw new Error('no answer');
      return results;
    });
    const writing = client.transaction((tx) => tx.write(Jobs, 'x', { delayMs: 100 }));
    await expect(writing).rejects.toThrow('no answer');
    await parts.clock.advance(100);
    expect(contents(await claiming)).toEqual(['x']);
  });

  it('lets nobody sleep beyond the delay of what was put back', async () => {
    const { clock, jobs } = await lyingOnce('settle', (queue) => queue.write('w', 'x'));
    const [claim] = await jobs.claim('a');
    const claiming = jobs.claim('worker', { waitMs: 10_000 });
    await clock.settle();
    await expect(claim!.nack({ delayMs: 100 })).rejects.toThrow('no answer');
    await clock.advance(100);
    expect(contents(await claiming)).toEqual(['x']);
  });
});

describe('a store that refuses because the channel is full', () => {
  it('wakes nobody: it has done nothing', async () => {
    const store = new MemoryStore();
    const parts = { ...bench(), store };
    const jobs = await started(new Jobs({ id: 'jobs', capacity: 1, ...parts }));
    const client = new ChannelClient<{ own: [typeof Jobs] }>('w', parts);
    client.connect(Jobs, jobs);
    await jobs.write('w', 'x');
    await jobs.claim('a');
    const claiming = jobs.claim('worker', { waitMs: 1_000 });
    await parts.clock.settle();
    const asked = jest.spyOn(store.open('jobs'), 'claim');
    const full = expect.objectContaining({ code: 'HOLON_BACKPRESSURE' }) as unknown;
    await expect(jobs.write('w', 'y')).rejects.toEqual(full);
    await expect(client.transaction((tx) => tx.write(Jobs, 'z'))).rejects.toEqual(full);
    await parts.clock.settle();
    expect(asked).not.toHaveBeenCalled();
    await parts.clock.advance(1_000);
    expect(await claiming).toEqual([]);
  });
});
