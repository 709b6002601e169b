import type { Claim } from '../../../src/channels/claim';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { HolonError } from '../../../src/errors/holon-error';
import { withMetadata } from '../../../src/model/channel-message';
import { bench, failure, started } from './bench';

const lost = failure('HOLON_CLAIM_LOST');

async function setUp() {
  const parts = bench();
  const store = new MemoryStore();
  const queue = await started(
    new WorkQueueChannel<number>({ id: 'jobs', ...parts, store, claimTimeoutMs: 1_000 }),
  );
  const claimOne = async (systemId = 'a'): Promise<Claim<number>> => {
    const [claim] = await queue.claim(systemId, { limit: 1 });
    if (claim === undefined) throw new Error('nothing to claim');
    return claim;
  };
  await queue.write('w', 1, { metadata: { trace: 't' }, correlationId: 'c', replyTo: 'r' });
  return { ...parts, store, queue, claimOne };
}

describe('a claim', () => {
  it('is the message, frozen, with what belongs to the claim', async () => {
    const { claimOne, clock } = await setUp();
    const claim = await claimOne();
    expect(claim).toMatchObject({
      senderId: 'w',
      content: 1,
      metadata: { trace: 't' },
      correlationId: 'c',
      replyTo: 'r',
      attempt: 1,
      timestampMs: clock.nowMs(),
      expiresAtMs: clock.nowMs() + 1_000,
    });
    expect(Object.isFrozen(claim)).toBe(true);
    expect(withMetadata(claim, { more: 1 }).metadata).toEqual({ trace: 't', more: 1 });
  });

  it('is settled once: everything after an ack or nack is refused, and its signal stays quiet', async () => {
    const { claimOne, queue } = await setUp();
    const claim = await claimOne();
    await claim.ack();
    await expect(claim.ack()).rejects.toEqual(lost);
    await expect(claim.nack()).rejects.toEqual(lost);
    await expect(claim.extend(1)).rejects.toEqual(lost);
    await claim[Symbol.asyncDispose]();
    expect(claim.signal.aborted).toBe(false);
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('acknowledged twice at the same time is acknowledged, and the second call is refused', async () => {
    const { claimOne, queue } = await setUp();
    const claim = await claimOne();
    const { signal } = claim;
    const [first, second] = await Promise.allSettled([claim.ack(), claim.ack()]);
    expect([first.status, second.status]).toEqual(['fulfilled', 'rejected']);
    expect(signal.aborted).toBe(false);
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('that has expired is lost: refused, its signal aborted, the message free', async () => {
    const { claimOne, clock } = await setUp();
    const claim = await claimOne();
    const { signal } = claim;
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    expect(signal.reason).toEqual(lost);
    await expect(claim.ack()).rejects.toEqual(lost);
    expect((await claimOne('b')).attempt).toBe(2);
  });

  it('tells a signal that is asked for after the loss', async () => {
    const { claimOne, clock } = await setUp();
    const claim = await claimOne();
    await clock.advance(1_000);
    await expect(claim.ack()).rejects.toEqual(lost);
    expect(claim.signal.aborted).toBe(true);
  });

  it('of the same system made anew is not touched by the old one', async () => {
    const { claimOne, clock, queue } = await setUp();
    const old = await claimOne();
    await clock.advance(1_000);
    const anew = await claimOne();
    await expect(old.ack()).rejects.toEqual(lost);
    expect(anew.signal.aborted).toBe(false);
    await anew.ack();
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('is extended from now, and its signal with it', async () => {
    const { claimOne, clock } = await setUp();
    const claim = await claimOne();
    const { signal } = claim;
    await clock.advance(900);
    await claim.extend(1_000);
    expect(claim.expiresAtMs).toBe(clock.nowMs() + 1_000);
    await clock.advance(999);
    expect(signal.aborted).toBe(false);
    await clock.advance(1);
    expect(signal.aborted).toBe(true);
    await expect(claim.extend(1)).rejects.toEqual(lost);
  });

  it('is given back by dispose when it is not settled, and not when it is', async () => {
    const { claimOne, queue } = await setUp();
    await (await claimOne())[Symbol.asyncDispose]();
    const again = await claimOne();
    expect(again.attempt).toBe(2);
    await again.ack();
    await again[Symbol.asyncDispose]();
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('that is lost can be disposed of', async () => {
    const { claimOne, clock } = await setUp();
    const claim = await claimOne();
    await clock.advance(1_000);
    await expect(claim[Symbol.asyncDispose]()).resolves.toBeUndefined();
  });

  it('aborts its signal when a drain gives it back', async () => {
    const { claimOne, queue } = await setUp();
    const claim = await claimOne();
    const { signal } = claim;
    await queue.stop();
    expect(signal.aborted).toBe(true);
    await expect(claim.ack()).rejects.toEqual(lost);
  });

  it('keeps its signal quiet when it is settled by id', async () => {
    const { claimOne, clock, queue } = await setUp();
    const claim = await claimOne();
    const { signal } = claim;
    await queue.acknowledge('a', [claim.id]);
    await clock.advance(2_000);
    expect(signal.aborted).toBe(false);
  });

  it('can be settled again when the store failed', async () => {
    const { claimOne, queue, store } = await setUp();
    const claim = await claimOne();
    const log = store.open('jobs');
    const failing = jest.spyOn(log, 'settle').mockImplementation(() => {
      throw new HolonError('HOLON_STORE_FAILED', 'disk full');
    });
    await expect(claim.ack()).rejects.toEqual(failure('HOLON_STORE_FAILED'));
    failing.mockRestore();
    await claim.ack();
    expect((await queue.stats()).acknowledged).toBe(1);
  });

  it('refuses wrong spans', async () => {
    const { claimOne } = await setUp();
    const claim = await claimOne();
    const invalid = failure('HOLON_INVALID_ARGUMENT');
    await expect(claim.extend(-1)).rejects.toEqual(invalid);
    await expect(claim.nack({ delayMs: Number.NaN })).rejects.toEqual(invalid);
    await claim.ack();
  });
});
