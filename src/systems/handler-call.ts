import { HolonError } from '../errors/holon-error';
import { abortError, onAbort } from '../util/abort';
import type { Clock } from '../util/clock';

/**
 * Calls a handler and stops waiting for it when its time is up or one of `signals` aborts. A handler that ignores its
 * signal goes on by itself; its result and its error are dropped then.
 * @throws HOLON_HANDLER_TIMEOUT, the reason of the signal, or what the handler threw
 */
export async function callHandler<R>(
  run: (signal: AbortSignal) => R | Promise<R>,
  options: {
    readonly clock: Clock;
    readonly timeoutMs: number | undefined;
    readonly signals: readonly AbortSignal[];
    readonly name: string;
  },
): Promise<R> {
  const controller = new AbortController();
  const stops = options.signals.map((signal) =>
    onAbort(signal, () => {
      controller.abort(abortError(signal));
    }),
  );
  const { timeoutMs } = options;
  const timer =
    timeoutMs === undefined
      ? undefined
      : options.clock.setTimer(timeoutMs, () => {
          const message = `${options.name} took longer than ${String(timeoutMs)} ms`;
          controller.abort(new HolonError('HOLON_HANDLER_TIMEOUT', message));
        });
  try {
    return await new Promise<R>((resolve, reject) => {
      stops.push(
        onAbort(controller.signal, () => {
          reject(abortError(controller.signal));
        }),
      );
      if (controller.signal.aborted) return;
      // An async function, so that a handler that throws at once rejects as well.
      (async () => run(controller.signal))().then(resolve, reject);
    });
  } finally {
    timer?.cancel();
    for (const stop of stops) stop();
  }
}
