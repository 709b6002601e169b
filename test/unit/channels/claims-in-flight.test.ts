import { silentLogger, System, channelAccess, createApp, Consume } from 'holon';

import { ChannelClient } from '../../../src/channels/channel-client';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import type { ChannelLog, ChannelStore } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, failure, isSettled, started, storeHolding } from './bench';

@Channel({ id: 'jobs', claimTimeoutMs: 1_000 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

interface Access {
  readonly own: readonly [typeof Jobs];
}

/** Jobs whose store answers `method` when `gate` resolves. */
async function holding(method: keyof ChannelLog) {
  const gate = createDeferred();
  const parts = { ...bench(), store: storeHolding(method, gate.promise) };
  const jobs = await started(new Jobs({ id: 'jobs', ...parts }));
  await jobs.write('w', 1);
  const resume = (): Promise<Jobs> => started(new Jobs({ id: 'jobs', ...parts }));
  return { ...parts, gate, jobs, resume };
}

describe('a claim that the store has not answered', () => {
  it.each([0, 10_000])('is given back by a drain of %d ms', async (timeoutMs) => {
    const { gate, jobs, resume, clock } = await holding('claim');
    const claiming = jobs.claim('s');
    await clock.settle();
    const draining = jobs.drain({ timeoutMs });
    await clock.settle();
    expect(await isSettled(draining)).toBe(false);
    gate.resolve();
    expect(await claiming).toEqual([]);
    expect(await draining).toMatchObject({ completed: true, released: [] });
    const again = await (await resume()).claim('s');
    expect(again).toEqual([expect.objectContaining({ content: 1, attempt: 1 })]);
  });

  it.each([
    [0, 1_000],
    [400, 1_000],
    [5_000, 5_000],
  ])('is left to its expiry by a drain of %d ms after %d ms', async (timeoutMs, endMs) => {
    const { clock, gate, jobs } = await holding('claim');
    const claiming = jobs.claim('s');
    await clock.settle();
    const draining = jobs.drain({ timeoutMs });
    await clock.advance(endMs - 1);
    expect(await isSettled(draining)).toBe(false);
    await clock.advance(1);
    expect(await isSettled(draining)).toBe(true);
    expect(await draining).toMatchObject({ completed: false, isStoreBusy: true });
    gate.resolve();
    expect(await claiming).toEqual([]);
  });

  it('holds up a drain of an app a second behind its deadline, however many channels wait', async () => {
    @Channel({ id: 'other-jobs' })
    class OtherJobs extends WorkQueueChannel<number, 'other-jobs'> {}
    const access = channelAccess({ own: [Jobs, OtherJobs] });

    @System({ id: 'worker', channels: access })
    class Worker {
      @Consume(Jobs) work(): void {}
      @Consume(OtherJobs) workToo(): void {}
    }
    const clock = new VirtualClock();
    const store = storeHolding('claim', new Promise(() => undefined));
    const app = await createApp(Worker, { clock, store, logger: silentLogger });
    await app.launch();
    await clock.settle();
    const draining = app.drain({ timeoutMs: 3_000 });
    await clock.advance(4_000);
    expect(await isSettled(draining)).toBe(true);
    expect((await draining).abandoned).toContain(
      "the store had not answered the last calls of channel 'jobs'",
    );
  });

  it('is no obstacle to a drain when the store fails to answer it', async () => {
    const { gate, jobs } = await holding('claim');
    const claiming = jobs.claim('s');
    const draining = jobs.drain({ timeoutMs: 0 });
    const failing = expect(claiming).rejects.toThrow('disk gone');
    gate.reject(new Error('disk gone'));
    await failing;
    expect(await draining).toMatchObject({ completed: true });
  });
});

describe('an answer that comes late', () => {
  it('to a refused acknowledge leaves the next claim of the same holder alone', async () => {
    const { gate, jobs, clock } = await holding('settle');
    const [first] = await jobs.claim('s');
    await clock.advance(1_000);
    const late = jobs.acknowledge('s', [first!.id]);
    const [second] = await jobs.claim('s');
    const { signal } = second!;
    gate.resolve();
    expect(await late).toEqual({ settled: [], refused: [first!.id] });
    expect(signal.aborted).toBe(false);
    await second!.ack();
    expect(await jobs.stats()).toMatchObject({ acknowledged: 1 });
  });

  it('to a nack leaves the claim of the next holder held', async () => {
    const { gate, jobs, clock } = await holding('settle');
    const [first] = await jobs.claim('a');
    const nacking = first!.nack();
    await clock.settle();
    const [second] = await jobs.claim('b');
    gate.resolve();
    await nacking;
    const draining = jobs.drain({ timeoutMs: 500 });
    expect(await isSettled(draining)).toBe(false);
    await clock.advance(500);
    expect(await draining).toMatchObject({ completed: false, released: [second!.id] });
  });
});

describe('a transaction', () => {
  it('does not settle the next claim of the same holder in place of the one it means', async () => {
    const parts = { ...bench(), store: new MemoryStore() as ChannelStore };
    const jobs = await started(new Jobs({ id: 'jobs', ...parts }));
    const client = new ChannelClient<Access>('s', parts);
    client.connect(Jobs, jobs);
    await client.write(Jobs, 1);
    const [first] = await client.claim(Jobs);
    const committing = client.transaction(async (tx) => {
      await tx.acknowledge(Jobs, [first!.id]);
      await parts.clock.advance(1_000);
      expect(contents(await client.claim(Jobs))).toEqual([1]);
    });
    await expect(committing).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
    expect(await jobs.stats()).toMatchObject({ claimed: 1, acknowledged: 0 });
  });
});
