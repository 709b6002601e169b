import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

import type { Clock, Timer } from '../../util/clock';

/** What waits for the end of a connection; one listener each, as many requests may stand on one connection. */
const waiting = new WeakMap<Socket, Set<() => void>>();

/**
 * Calls `done` once, when the answer is out or nobody is there to take it. A response that stands behind another one of
 * its connection never says itself that it was closed.
 */
export function whenOver(
  { socket }: IncomingMessage,
  response: ServerResponse,
  done: () => void,
): void {
  let isOver = false;
  const end = (): void => {
    if (isOver) return;
    isOver = true;
    waiting.get(socket)?.delete(end);
    done();
  };
  if (socket.destroyed || response.destroyed || response.writableFinished) {
    end();
    return;
  }
  response.once('finish', end).once('close', end);
  waitersOf(socket).add(end);
}

/**
 * Cuts the connection off when it takes nothing of what was answered for so long. @returns how to stop watching
 */
export function cutUnlessTaken(
  { socket }: IncomingMessage,
  clock: Clock,
  stallMs: number,
): () => void {
  let before = takenOf(socket);
  let timer: Timer;
  const watch = (): void => {
    timer = clock.setTimer(stallMs, look, { background: true });
  };
  const look = (): void => {
    const taken = takenOf(socket);
    if (taken === before) {
      socket.destroy();
      return;
    }
    before = taken;
    watch();
  };
  watch();
  return () => {
    timer.cancel();
  };
}

/** Bytes that the connection has taken so far. */
function takenOf(socket: Socket): number {
  return socket.bytesWritten - socket.writableLength;
}

function waitersOf(socket: Socket): Set<() => void> {
  const known = waiting.get(socket);
  if (known !== undefined) return known;
  const waiters = new Set<() => void>();
  waiting.set(socket, waiters);
  socket.once('close', () => {
    for (const end of [...waiters]) end();
  });
  return waiters;
}
