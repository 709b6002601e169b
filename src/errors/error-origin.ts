import type { HolonError } from './holon-error';

const remote = new WeakSet<HolonError>();

/** Notes that `error` tells of another process: its text is for whoever called there. Answers the error. */
export function markRemote(error: HolonError): HolonError {
  remote.add(error);
  return error;
}

/** Whether `error` tells of another process. */
export function isRemote(error: HolonError): boolean {
  return remote.has(error);
}
