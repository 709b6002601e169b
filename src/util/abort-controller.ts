import { setMaxListeners } from 'node:events';

/** An `AbortController` for a signal that many waits may listen to at once, without Node's warning of a leak. */
export function createAbortController(): AbortController {
  const controller = new AbortController();
  setMaxListeners(Infinity, controller.signal);
  return controller;
}
