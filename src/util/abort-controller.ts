const { process: runtime } = globalThis as { readonly process?: Partial<NodeJS.Process> }; // none in browsers

/** Asked for and not imported, so that this file loads in a browser; there nothing warns. */
const events = runtime?.getBuiltinModule?.('node:events');

/** An `AbortController` for a signal that many waits may listen to at once, without Node's warning of a leak. */
export function createAbortController(): AbortController {
  const controller = new AbortController();
  events?.setMaxListeners(Infinity, controller.signal);
  return controller;
}
