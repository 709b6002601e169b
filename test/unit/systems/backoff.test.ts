import { growingDelayMs, retryDelayMs } from '../../../src/systems/backoff';

describe('retryDelayMs', () => {
  it('doubles from a second to a minute', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7, 8, 100].map(retryDelayMs);
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000, 60_000]);
  });
});

describe('growingDelayMs', () => {
  it('stays 0 however often 0 is doubled', () => {
    expect(growingDelayMs(0, 5_000, 30_000)).toBe(0);
  });

  it('is never above the longest', () => {
    expect(growingDelayMs(100, 5_000, 30_000)).toBe(30_000);
  });
});
