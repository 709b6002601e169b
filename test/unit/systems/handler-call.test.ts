import { HolonError } from '../../../src/errors/holon-error';
import { callHandler } from '../../../src/systems/handler-call';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { refusal } from '../../helpers/refusal';

const never = (): Promise<never> => new Promise(() => undefined);

describe('callHandler', () => {
  const clock = new VirtualClock();
  const options = { clock, timeoutMs: undefined, signals: [], name: 'worker.work' };

  it('answers what the handler returns, now or later', async () => {
    await expect(callHandler(() => 1, options)).resolves.toBe(1);
    await expect(callHandler(() => Promise.resolve(2), options)).resolves.toBe(2);
  });

  it('rejects with what the handler throws, at once or later', async () => {
    const cause = new Error('no');
    const throws = (): never => {
      throw cause;
    };
    await expect(callHandler(throws, options)).rejects.toBe(cause);
    await expect(callHandler(() => Promise.reject(cause), options)).rejects.toBe(cause);
  });

  it('gives a handler up when its time is up, names it and aborts its signal', async () => {
    let signal: AbortSignal | undefined;
    const called = refusal(() =>
      callHandler(
        (given) => {
          signal = given;
          return never();
        },
        { ...options, timeoutMs: 50 },
      ),
    );
    await clock.advance(49);
    expect(signal?.aborted).toBe(false);
    await clock.advance(1);
    const error = await called;
    expect(error.code).toBe('HOLON_HANDLER_TIMEOUT');
    expect(error.message).toBe('worker.work took longer than 50 ms');
    expect(signal?.reason).toBe(error);
  });

  it('gives a handler up when any of the signals aborts, with its reason', async () => {
    const stop = new AbortController();
    const other = new AbortController();
    const call = callHandler(never, { ...options, signals: [other.signal, stop.signal] });
    const reason = new HolonError('HOLON_DRAINING', 'given up');
    stop.abort(reason);
    await expect(call).rejects.toBe(reason);
  });

  it('does not call the handler when a signal has aborted before', async () => {
    const handler = jest.fn();
    const call = callHandler(handler, { ...options, signals: [AbortSignal.abort()] });
    expect((await refusal(() => call)).code).toBe('HOLON_ABORTED');
    expect(handler).not.toHaveBeenCalled();
  });

  it('leaves no timer behind', async () => {
    await callHandler(() => 1, { ...options, timeoutMs: 5_000 });
    expect(clock.pendingTimers).toBe(0);
  });
});
