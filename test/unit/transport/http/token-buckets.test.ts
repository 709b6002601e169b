import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { TokenBuckets } from '../../../../src/transport/http/token-buckets';

const taken = (buckets: TokenBuckets, key: string, tries: number): number =>
  Array.from({ length: tries }, () => buckets.take(key)).filter((waitMs) => waitMs === 0).length;

describe('token buckets', () => {
  it('let each key burst, and then as often as they say, and tell how long to wait', async () => {
    const clock = new VirtualClock();
    const buckets = new TokenBuckets(clock, 10, 20);
    expect([taken(buckets, 'a', 30), taken(buckets, 'b', 5)]).toEqual([20, 5]);
    expect(buckets.take('a')).toBe(100);
    await clock.advance(100);
    expect(taken(buckets, 'a', 5)).toBe(1);
    await clock.advance(60_000);
    expect(taken(buckets, 'a', 30)).toBe(20);
  });

  it('take nothing when they are only looked at', () => {
    const buckets = new TokenBuckets(new VirtualClock(), 1, 1);
    expect([buckets.look('a'), buckets.take('a'), buckets.look('a')]).toEqual([0, 0, 1_000]);
  });

  it('know of a key for as long as it has not got back what it took', async () => {
    const clock = new VirtualClock();
    const buckets = new TokenBuckets(clock, 10, 20);
    buckets.take('a');
    buckets.take('a');
    expect([buckets.has('a'), buckets.has('b')]).toEqual([true, false]);
    await clock.advance(199);
    expect(buckets.has('a')).toBe(true);
    await clock.advance(1);
    expect([buckets.has('a'), buckets.isEmpty]).toEqual([false, true]);
  });

  it('know no limit where there is none', () => {
    const buckets = new TokenBuckets(new VirtualClock(), Infinity, Infinity);
    expect(taken(buckets, 'a', 1_000)).toBe(1_000);
    expect(buckets.isEmpty).toBe(true);
  });

  it('hold a bounded number of keys, and forget first those that say nothing any more', async () => {
    const clock = new VirtualClock();
    const buckets = new TokenBuckets(clock, 1, 2);
    for (let n = 0; n < 9_000; n += 1) buckets.take(`old-${n}`);
    await clock.advance(2_000);
    for (let n = 0; n < 2_000; n += 1) taken(buckets, `new-${n}`, 2);
    expect(buckets.has('old-1')).toBe(false);
    expect(buckets.take('new-1')).toBeGreaterThan(0);
    for (let n = 0; n < 30_000; n += 1) buckets.take(`many-${n}`);
    const held = Array.from({ length: 30_000 }, (_, n) => buckets.has(`many-${n}`));
    expect(held.filter(Boolean).length).toBeLessThanOrEqual(10_000);
  });
});
