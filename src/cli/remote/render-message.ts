import type { ChannelMessage } from '../../model/channel-message';
import { oneLine } from '../one-line';

/** A message in a line: for people when, from whom and what; for machines all of it as JSON. */
export function renderMessage(message: ChannelMessage, isJson: boolean): string {
  if (isJson) return `${JSON.stringify(message)}\n`;
  const { timestampMs, senderId, content, recipientId } = message;
  const sender = recipientId === undefined ? senderId : `${senderId} → ${recipientId}`;
  const line = `${timeOf(timestampMs)}  ${sender}  ${JSON.stringify(content)}`;
  return `${oneLine(line)}\n`;
}

/** What another machine says need not be a time that there is. */
function timeOf(timestampMs: number): string {
  const time = new Date(timestampMs);
  return Number.isNaN(time.getTime()) ? String(timestampMs) : time.toISOString();
}
