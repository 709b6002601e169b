import type { Eventually } from '../model/json';

/** Whether `value` has to be waited for. */
export function isPending<T>(value: Eventually<T>): value is Promise<T> {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof (value as { then?: unknown }).then === 'function' // structural: any thenable counts
  );
}
