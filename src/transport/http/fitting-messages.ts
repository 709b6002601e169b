import type { BaseChannel } from '../../channels/base-channel';
import { checkId } from '../../channels/check-arguments';
import { claimUnheld } from '../../channels/unheld-claims';
import type { ClaimOptions } from '../../channels/channel-handle';
import type { ChannelMessage } from '../../model/channel-message';
import type { Principal } from '../../model/channel-security';
import type { ReadRequest, StoredClaim } from '../../stores/channel-store';
import type { ContentForm } from '../wire/content-form';
import { messageText } from '../wire/message-text';
import type { PublicChannel } from './public-channels';

/** What one answer may hold, and what one message from outside may. */
export interface AnswerLimits {
  readonly answerBytes: number;
  readonly bodyBytes: number;
}

/** The last read of each reader that is under way. */
const turns = new WeakMap<BaseChannel, Map<string, Promise<unknown>>>();

/** How many of `messages` one answer holds: at least one where there is one. */
export function fittingCount(
  messages: readonly ChannelMessage[],
  form: ContentForm,
  { answerBytes }: AnswerLimits,
): number {
  let left = answerBytes;
  for (const [index, message] of messages.entries()) {
    left -= Buffer.byteLength(messageText(message, form));
    if (left < 0) return Math.max(1, index);
  }
  return messages.length;
}

/** A read of no more than one answer holds; the cursor stays before the rest. */
export function readFitting(
  { channel, form }: PublicChannel,
  principal: Principal,
  asked: Pick<ReadRequest, 'limit' | 'after' | 'from'>,
  limits: AnswerLimits,
): Promise<readonly ChannelMessage[]> {
  if (asked.limit * limits.bodyBytes <= limits.answerBytes) return channel.read(principal, asked);
  channel.ensure('sharable', 'read');
  if (asked.after !== undefined) checkId(asked.after, 'after', `read from channel '${channel.id}'`);
  const { systemId } = principal;
  return inTurn(channel, systemId, async () => {
    const { environment, log, maintenance } = channel.active();
    const nowMs = environment.clock.nowMs();
    if (maintenance.isDue(nowMs)) await maintenance.enforce();
    const { entries } = await log.peek(systemId, { ...asked, nowMs });
    const messages = entries.map(({ message }) => message);
    const count = fittingCount(messages, form, limits);
    // Where there was nothing, one may have come meanwhile.
    return channel.read(principal, { ...asked, limit: Math.max(1, count) });
  });
}

/** Claims of no more than one answer holds. The store gives none back, so they are taken as many at a time as fit. */
export async function claimFitting(
  { channel, form }: PublicChannel,
  principal: Principal,
  options: ClaimOptions & { readonly limit: number },
  { answerBytes, bodyBytes }: AnswerLimits,
): Promise<readonly StoredClaim[]> {
  const found: StoredClaim[] = [];
  let leftBytes = answerBytes;
  for (let step = fitting(options.limit, leftBytes); ;) {
    const limit = Math.max(1, step);
    const more = found.length === 0 ? { ...options, limit } : { ...options, limit, waitMs: 0 };
    try {
      const claims = await claimUnheld(channel, principal, more);
      found.push(...claims);
      for (const { message } of claims) {
        leftBytes -= Buffer.byteLength(messageText(message, form));
      }
      if (claims.length < limit) return found;
    } catch (error) {
      // What was taken before is the caller's.
      if (found.length > 0) return found;
      throw error;
    }
    step = fitting(options.limit - found.length, leftBytes);
    if (step < 1) return found;
  }

  function fitting(most: number, bytes: number): number {
    return Math.min(most, Math.floor(bytes / bodyBytes));
  }
}

/** Runs `read` when the reads of this reader before it have ended: each looks before it moves the cursor. */
async function inTurn<R>(channel: BaseChannel, reader: string, read: () => Promise<R>): Promise<R> {
  let ofChannel = turns.get(channel);
  if (ofChannel === undefined)
    turns.set(channel, (ofChannel = new Map<string, Promise<unknown>>()));
  const before = ofChannel.get(reader);
  const own = before === undefined ? read() : before.then(read, read);
  ofChannel.set(reader, own);
  try {
    return await own;
  } finally {
    if (ofChannel.get(reader) === own) ofChannel.delete(reader);
  }
}
