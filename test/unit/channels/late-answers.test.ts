import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { bench, failure, isSettled, started } from './bench';

/** Jobs with one message; the first answer to `method` comes when the gate opens, and is `failure` where one is given. */
async function holdingOnce(method: 'claim' | 'settle', error?: Error) {
  const store = new MemoryStore();
  const log = store.open('jobs');
  const gate = createDeferred();
  const original = log[method].bind(log) as (...args: unknown[]) => unknown;
  jest.spyOn(log, method).mockImplementationOnce((async (...args: unknown[]) => {
    const answer = error === undefined ? original(...args) : undefined;
    await gate.promise;
    if (error !== undefined) throw error;
    return answer;
  }) as never); // a store may answer later
  const parts = { ...bench(), store };
  const jobs = await started(
    new WorkQueueChannel<number>({ id: 'jobs', claimTimeoutMs: 1_000, ...parts }),
  );
  await jobs.write('w', 1);
  return { ...parts, log, gate, jobs };
}

describe('a claim that has expired before it is answered', () => {
  it('takes nothing from who holds the message by then', async () => {
    const { gate, jobs, clock } = await holdingOnce('claim');
    const late = jobs.claim('a');
    await clock.advance(1_000);
    const [present] = await jobs.claim('b');
    const { signal } = present!;
    gate.resolve();
    const [expired] = await late;
    expect(signal.aborted).toBe(false);
    expect(expired!.signal.aborted).toBe(true);
    await expect(expired!.ack()).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
    await present!.ack();
    expect(await jobs.stats()).toMatchObject({ acknowledged: 1 });
  });

  it('keeps no drain waiting', async () => {
    const { gate, jobs, clock } = await holdingOnce('claim');
    const late = jobs.claim('a');
    await clock.advance(1_000);
    gate.resolve();
    await late;
    expect(await jobs.drain({ timeoutMs: 5_000 })).toMatchObject({ completed: true });
    expect(clock.pendingTimers).toBe(0);
  });
});

describe('an extension that is answered after the claim was given up', () => {
  it('is given back, so that nobody has to wait for its end', async () => {
    const { gate, jobs, clock } = await holdingOnce('settle');
    const [claim] = await jobs.claim('a');
    expect(claim!.signal.aborted).toBe(false);
    const extending = expect(claim!.extend(60_000)).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
    await clock.advance(1_000);
    expect(claim!.signal.aborted).toBe(true);
    gate.resolve();
    await extending;
    expect(await jobs.stats()).toMatchObject({ claimed: 0, pending: 1 });
  });
});

describe('a settlement that is not answered when a drain gives up', () => {
  it('is waited for', async () => {
    const { gate, jobs } = await holdingOnce('settle');
    const [claim] = await jobs.claim('a');
    const acknowledging = claim!.ack();
    const draining = jobs.drain({ timeoutMs: 0 });
    expect(await isSettled(draining)).toBe(false);
    gate.resolve();
    await acknowledging;
    expect(await draining).toMatchObject({ completed: true, released: [] });
  });

  it('leaves the claim to be given back when it fails', async () => {
    const { gate, jobs, log, clock } = await holdingOnce('settle', new Error('disk gone'));
    const [claim] = await jobs.claim('a');
    const acknowledging = expect(claim!.ack()).rejects.toThrow('disk gone');
    const draining = jobs.drain({ timeoutMs: 0 });
    expect(await isSettled(draining)).toBe(false);
    gate.resolve();
    await acknowledging;
    expect(await draining).toMatchObject({ completed: false, released: [claim!.id] });
    expect(log.stats(clock.nowMs())).toMatchObject({ claimed: 0, pending: 1 });
  });
});
