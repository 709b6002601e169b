import type { ChannelLog } from '../stores/channel-store';

/** No reader of this name is ever made: a peek moves nothing. */
const NOBODY = '$holon.nobody';

/** When the oldest message was written that waits to be taken; in a log with recipients, of those for everybody. */
export async function oldestPendingMs(log: ChannelLog, nowMs: number): Promise<number | undefined> {
  const { entries } = await log.peek(NOBODY, { limit: 1, nowMs });
  return entries[0]?.message.timestampMs;
}
