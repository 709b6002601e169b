import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import type { ChannelStore, Settlement } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { bench, started } from './bench';

/** A store that fails to take back the first claim that it is given back. */
function storeFailingOnce(): ChannelStore {
  const store = new MemoryStore();
  const log = store.open('jobs');
  const settle = log.settle.bind(log);
  let hasFailed = false;
  jest.spyOn(log, 'settle').mockImplementation((settlement: Settlement, nowMs) => {
    if (settlement.action.kind !== 'release' || hasFailed) return settle(settlement, nowMs);
    hasFailed = true;
    throw new Error('disk gone');
  });
  return store;
}

async function drained() {
  const parts = bench();
  const jobs = await started(
    new WorkQueueChannel<string>({ id: 'jobs', ...parts, store: storeFailingOnce() }),
  );
  for (const content of ['a', 'b', 'c']) await jobs.write('w', content);
  const claims = await jobs.claim('s');
  const [broken, ...rest] = claims.map(({ id }) => id);
  const result = await jobs.drain({ timeoutMs: 0 });
  return { ...parts, broken, rest, claims, result };
}

describe('a claim that the store does not take back', () => {
  it('keeps a drain from giving back none of the others', async () => {
    const { rest, result } = await drained();
    expect(result.released).toEqual(rest);
  });

  it('is reported', async () => {
    const { broken, logger, result } = await drained();
    expect(result).toMatchObject({ completed: false, unreleased: [broken] });
    expect(logger.of('claim.release-failed')).toEqual([
      { messageId: broken, error: new Error('disk gone') },
    ]);
  });

  it('is lost to its holder, and nobody waits for its end', async () => {
    const { claims, clock } = await drained();
    await expect(claims[0]!.ack()).rejects.toMatchObject({ code: 'HOLON_CLAIM_LOST' });
    expect(clock.pendingTimers).toBe(0);
  });
});
