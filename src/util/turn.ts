/** Resolves after everything that can go on at this moment has gone on. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Calls `callback` after everything that can go on at this moment has gone on. */
export function onNextTurn(callback: () => void): void {
  setImmediate(callback);
}
