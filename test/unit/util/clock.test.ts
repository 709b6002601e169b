import { systemClock } from '../../../src/util/clock';

const LONGEST_TIMEOUT_MS = 2_147_483_647;

describe('systemClock', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: 1_700_000_000_000 });
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it('answers the wall clock, and a clock that a change of the wall clock does not move', () => {
    const startMs = systemClock.monotonicMs();
    jest.setSystemTime(1_600_000_000_000);
    expect(systemClock.nowMs()).toBe(1_600_000_000_000);
    expect(systemClock.monotonicMs()).toBe(startMs);
    jest.advanceTimersByTime(250);
    expect(systemClock.monotonicMs()).toBe(startMs + 250);
  });

  it('calls back once, when the time has come', () => {
    const callback = jest.fn();
    systemClock.setTimer(1_000, callback);
    jest.advanceTimersByTime(999);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(5_000);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('calls back at once for a delay in the past', () => {
    const callback = jest.fn();
    systemClock.setTimer(-5, callback);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(1);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('waits longer than setTimeout can', () => {
    const delayMs = 2.5 * LONGEST_TIMEOUT_MS;
    const callback = jest.fn();
    systemClock.setTimer(delayMs, callback);
    jest.advanceTimersByTime(delayMs - 1);
    expect(callback).not.toHaveBeenCalled();
    jest.advanceTimersByTime(2);
    expect(callback).toHaveBeenCalledTimes(1);
  });

  it('cancels a timer, also one that was armed again, and twice', () => {
    const callback = jest.fn();
    const timer = systemClock.setTimer(2 * LONGEST_TIMEOUT_MS, callback);
    jest.advanceTimersByTime(LONGEST_TIMEOUT_MS + 1);
    timer.cancel();
    timer.cancel();
    expect(jest.getTimerCount()).toBe(0);
    jest.advanceTimersByTime(2 * LONGEST_TIMEOUT_MS);
    expect(callback).not.toHaveBeenCalled();
  });

  it('lets the process end before a background timer', () => {
    const unref = jest.fn();
    jest.spyOn(global, 'setTimeout').mockReturnValue({ unref } as unknown as NodeJS.Timeout); // all of it that is used
    systemClock.setTimer(10, () => undefined);
    expect(unref).not.toHaveBeenCalled();
    systemClock.setTimer(10, () => undefined, { background: true });
    expect(unref).toHaveBeenCalledTimes(1);
    jest.restoreAllMocks();
  });
});
