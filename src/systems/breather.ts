import { nextTurn } from '../util/turn';

const EVERY = 250;

/**
 * Lets the rest of the process have its turn now and then. A memory store and a handler that never waits need no turn
 * of the event loop, so that a long queue, or two systems that feed each other, would hold up timers and sockets.
 */
export class Breather {
  private count = 0;

  /** Undefined most of the times, so that a loop that may go on does not yield. */
  pause(): Promise<void> | undefined {
    this.count += 1;
    return this.count % EVERY === 0 ? nextTurn() : undefined;
  }
}
