import { setImmediate as nextTurn } from 'node:timers/promises';

const LONGEST_MS = 8_000;

/** Lets the event loop turn until `isTrue`: for what comes by a socket, at no time that could be known. */
export async function until(isTrue: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const startedMs = performance.now();
  while (!(await isTrue())) {
    if (performance.now() - startedMs > LONGEST_MS) throw new Error(`it never came: ${what}`);
    await nextTurn();
  }
}
