import type { BaseChannel } from '../../channels/base-channel';
import type { Clock } from '../../util/clock';
import { onAbort } from '../../util/abort';
import type { HttpRequest } from './route';

/** Waits until there may be something new, the time is over, the caller has gone away, or the publication ends. */
export async function untilWoken(
  channel: BaseChannel,
  ticket: number,
  timeoutMs: number,
  request: HttpRequest,
  clock: Clock,
): Promise<void> {
  const over = new AbortController();
  const end = (): void => {
    over.abort();
  };
  const timer = clock.setTimer(timeoutMs, end);
  const stopListening = [request.signal, request.publication.ending].map((one) =>
    onAbort(one, end),
  );
  try {
    await channel.active().waitForChange(ticket, over.signal);
  } finally {
    timer.cancel();
    for (const stop of stopListening) stop();
  }
}
