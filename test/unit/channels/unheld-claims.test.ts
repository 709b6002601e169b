import { WorkQueueChannel, BroadcastChannel, type Claim } from '../../../src';
import { claimUnheld, settleUnheld } from '../../../src/channels/unheld-claims';
import { openStore } from '../../../src/stores/open-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { refusal } from '../../helpers/refusal';

interface Opened {
  readonly jobs: WorkQueueChannel<number>;
  readonly clock: VirtualClock;
}

async function open(
  store = openStore('memory:').store,
  clock = new VirtualClock(),
): Promise<Opened> {
  const jobs = new WorkQueueChannel<number>({ id: 'jobs', store, clock, claimTimeoutMs: 10_000 });
  await jobs.start();
  return { jobs, clock };
}

const ACKNOWLEDGE = { kind: 'acknowledge' } as const;

describe('a claim of a holder in another process', () => {
  it('is neither waited for nor taken back when the channel drains, and is still his after a restart', async () => {
    const { store } = openStore('memory:');
    const clock = new VirtualClock();
    const before = await open(store, clock);
    await before.jobs.write('boss', 1, { id: 'j1' });
    const [claim] = await claimUnheld(before.jobs, 'worker', {});
    expect(await before.jobs.drain()).toMatchObject({ completed: true, released: [] });
    const after = await open(store, clock);
    expect(await claimUnheld(after.jobs, 'other', {})).toEqual([]);
    const named = [{ id: 'j1', token: claim!.token }];
    expect(await settleUnheld(after.jobs, 'worker', named, ACKNOWLEDGE)).toEqual({
      settled: ['j1'],
      refused: [],
    });
  });

  it('comes back when it expires, and wakes who waits for work', async () => {
    const { jobs, clock } = await open();
    await jobs.write('boss', 1);
    await claimUnheld(jobs, 'worker', {});
    const waiting = claimUnheld(jobs, 'other', { waitMs: 60_000 });
    await clock.advance(10_000);
    expect(await waiting).toMatchObject([{ attempt: 2 }]);
  });

  it('waits in turn with those of this process', async () => {
    const { jobs, clock } = await open();
    const got: string[] = [];
    const local = jobs.claim('local', { waitMs: 60_000 }).then((claims: Claim<number>[]) => {
      got.push('local');
      return claims;
    });
    const remote = claimUnheld(jobs, 'remote', { waitMs: 60_000 }).then((claims) => {
      got.push('remote');
      return claims;
    });
    await clock.settle();
    await jobs.write('boss', 1);
    expect(await local).toHaveLength(1);
    expect(got).toEqual(['local']);
    await jobs.write('boss', 2);
    expect(await remote).toHaveLength(1);
  });

  it('ends what this process held of the message, once that had expired', async () => {
    const { jobs, clock } = await open();
    await jobs.write('boss', 1);
    const [held] = await jobs.claim('worker');
    const { signal } = held!;
    await clock.advance(10_000);
    await claimUnheld(jobs, 'worker', {});
    expect(signal.aborted).toBe(true);
    expect((await refusal(() => held!.ack())).code).toBe('HOLON_CLAIM_LOST');
  });

  it('is settled without its token as well, and then for what this process holds for the same system', async () => {
    const { jobs } = await open();
    await jobs.write('boss', 1, { id: 'j1' });
    await jobs.write('boss', 2, { id: 'j2' });
    await claimUnheld(jobs, 'worker', { limit: 1 });
    await jobs.claim('worker', { limit: 1 });
    const both = [{ id: 'j1' }, { id: 'j2' }, { id: 'j3' }];
    expect(await settleUnheld(jobs, 'worker', both, ACKNOWLEDGE)).toEqual({
      settled: ['j1', 'j2'],
      refused: ['j3'],
    });
    expect(await jobs.drain()).toMatchObject({ completed: true });
  });

  it('is extended without ending what is held', async () => {
    const { jobs, clock } = await open();
    await jobs.write('boss', 1, { id: 'j1' });
    await claimUnheld(jobs, 'worker', {});
    const extend = { kind: 'extend', expiresAtMs: clock.nowMs() + 60_000 } as const;
    expect(await settleUnheld(jobs, 'worker', [{ id: 'j1' }], extend)).toMatchObject({
      settled: ['j1'],
    });
    await clock.advance(59_999);
    expect(await claimUnheld(jobs, 'other', {})).toEqual([]);
  });

  it('does not exist on a channel without claims', async () => {
    const news = new BroadcastChannel<number>({ id: 'news' });
    await news.start();
    const error = await refusal(() => claimUnheld(news, 'worker', {}));
    expect(error.code).toBe('HOLON_UNSUPPORTED_OPERATION');
    const late = await refusal(() => settleUnheld(news, 'worker', [], ACKNOWLEDGE));
    expect(late.code).toBe('HOLON_UNSUPPORTED_OPERATION');
    await news.stop();
  });
});
