import { HolonError } from '../errors/holon-error';
import type { Clock } from './clock';

/** The error a wait rejects with when its signal aborts; the signal's reason is the cause. */
export function abortError(signal: AbortSignal): HolonError {
  const reason: unknown = signal.reason;
  if (reason instanceof HolonError) return reason;
  return new HolonError('HOLON_ABORTED', 'The wait was aborted', { cause: reason });
}

/** Throws when `signal` is aborted already. @throws HOLON_ABORTED */
export function throwIfAborted(signal: AbortSignal | undefined): void {
  if (signal?.aborted === true) throw abortError(signal);
}

/** Calls `listener` when `signal` aborts (at once if it has); returns how to stop listening. */
export function onAbort(signal: AbortSignal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => undefined;
  if (signal.aborted) {
    listener();
    return () => undefined;
  }
  signal.addEventListener('abort', listener, { once: true });
  return () => {
    signal.removeEventListener('abort', listener);
  };
}

/** Resolves after `ms`, or as soon as `signal` aborts. Never rejects; the caller looks at the signal. */
export function sleep(
  clock: Clock,
  ms: number,
  signal?: AbortSignal,
  options?: { background?: boolean },
): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) {
      resolve();
      return;
    }
    const timer = clock.setTimer(
      ms,
      () => {
        stopListening();
        resolve();
      },
      options,
    );
    const stopListening = onAbort(signal, () => {
      timer.cancel();
      resolve();
    });
  });
}
