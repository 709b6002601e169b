import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { VirtualClock } from '../../../src/testing/virtual-clock';

describe('claimers that wait', () => {
  it('take turns when messages come one at a time', async () => {
    const clock = new VirtualClock();
    const jobs = new WorkQueueChannel<number>({ id: 'jobs', clock });
    await jobs.start();
    const taken: string[] = [];
    const work = async (worker: string): Promise<void> => {
      for (;;) {
        const [claim] = await jobs.claim(worker, { limit: 1, waitMs: 60_000 });
        if (claim === undefined) return;
        taken.push(worker);
        await claim.ack();
      }
    };
    const workers = ['w-1', 'w-2', 'w-3'].map(work);
    for (let job = 0; job < 6; job += 1) {
      await clock.settle();
      await jobs.write('boss', job);
    }
    await clock.settle();
    expect(taken).toEqual(['w-1', 'w-2', 'w-3', 'w-1', 'w-2', 'w-3']);
    await jobs.stop();
    await clock.advance(60_000);
    await Promise.allSettled(workers);
  });
});
