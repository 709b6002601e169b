import { HolonError } from '../../../src/errors/holon-error';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { abortError, onAbort, sleep, throwIfAborted } from '../../../src/util/abort';

describe('abortError', () => {
  it('names the reason of the signal as cause', () => {
    const reason = new Error('shutting down');
    expect(abortError(AbortSignal.abort(reason))).toMatchObject({
      code: 'HOLON_ABORTED',
      cause: reason,
    });
  });

  it('is the reason itself where that is a HolonError', () => {
    const reason = new HolonError('HOLON_DRAINING', 'draining');
    expect(abortError(AbortSignal.abort(reason))).toBe(reason);
  });
});

describe('throwIfAborted', () => {
  it('throws for a signal that is aborted, and only then', () => {
    const controller = new AbortController();
    expect(() => throwIfAborted(undefined)).not.toThrow();
    expect(() => throwIfAborted(controller.signal)).not.toThrow();
    controller.abort();
    expect(() => throwIfAborted(controller.signal)).toThrow(
      expect.objectContaining({ code: 'HOLON_ABORTED' }),
    );
  });
});

describe('onAbort', () => {
  it('calls the listener once, when the signal aborts', () => {
    const controller = new AbortController();
    const listener = jest.fn();
    onAbort(controller.signal, listener);
    expect(listener).not.toHaveBeenCalled();
    controller.abort();
    controller.abort();
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('calls the listener at once where the signal is aborted already', () => {
    const listener = jest.fn();
    onAbort(AbortSignal.abort(), listener);
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it('does not call a listener that was taken back', () => {
    const controller = new AbortController();
    const listener = jest.fn();
    onAbort(controller.signal, listener)();
    controller.abort();
    expect(listener).not.toHaveBeenCalled();
  });

  it('does nothing without a signal', () => {
    const listener = jest.fn();
    onAbort(undefined, listener)();
    expect(listener).not.toHaveBeenCalled();
  });
});

describe('sleep', () => {
  const watch = (promise: Promise<void>) => {
    const woken = jest.fn();
    void promise.then(woken);
    return woken;
  };

  it('wakes when the time has passed, not before', async () => {
    const clock = new VirtualClock();
    const woken = watch(sleep(clock, 100));
    await clock.advance(99);
    expect(woken).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(woken).toHaveBeenCalled();
  });

  it('wakes as soon as the signal aborts, and leaves no timer', async () => {
    const clock = new VirtualClock();
    const controller = new AbortController();
    const woken = watch(sleep(clock, 100, controller.signal));
    controller.abort();
    await clock.advance(0);
    expect(woken).toHaveBeenCalled();
    expect(clock.pendingTimers).toBe(0);
  });

  it('does not sleep at all on an aborted signal', async () => {
    const clock = new VirtualClock();
    await sleep(clock, 100, AbortSignal.abort());
    expect(clock.pendingTimers).toBe(0);
  });

  it('stops listening to the signal once it woke', async () => {
    const clock = new VirtualClock();
    const { signal } = new AbortController();
    const removed = jest.spyOn(signal, 'removeEventListener');
    const slept = sleep(clock, 100, signal);
    await clock.advance(100);
    await slept;
    expect(removed).toHaveBeenCalledWith('abort', expect.any(Function));
  });
});
