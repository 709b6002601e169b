import { settleUnheld } from '../../channels/unheld-claims';
import { HolonError, isHolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import type { Eventually } from '../../model/json';
import type { StoredClaim } from '../../stores/channel-store';
import type { ContentForm } from '../wire/content-form';
import { claimText, messagesText, messageText } from '../wire/message-text';
import { decodeReadRequest, type ReadRequest } from '../wire/read-request';
import { jsonTextAnswer } from './answer';
import { claimFitting, readFitting } from './fitting-messages';
import type { PublicChannel } from './public-channels';
import type { HttpAnswer, HttpRequest } from './route';
import { untilWoken } from './until-woken';

/** `GET /channels/{id}`: the next messages for the caller, or claims of his. */
export function readMessages(request: HttpRequest): Eventually<HttpAnswer> {
  const { channel, form } = request.channel;
  const asked = decodeReadRequest(request.query, request.publication.settings.limits);
  checkKind(channel, asked);
  // A link checker or a proxy must not take messages away.
  if (request.method === 'HEAD') return jsonTextAnswer('');
  if (asked.exclusive) return claim(request, asked);
  if (asked.waitMs > 0) return waitForMessages(request, asked);
  return readOnce(request, asked).then((messages) => answerOf(messages, form));
}

/** @throws HOLON_UNSUPPORTED_OPERATION, which says what to ask for instead */
function checkKind(channel: PublicChannel['channel'], { exclusive }: ReadRequest): void {
  try {
    channel.ensure(exclusive ? 'claimable' : 'sharable', exclusive ? 'claim' : 'read');
  } catch (error) {
    if (exclusive || !isHolonError(error)) throw error;
    throw new HolonError(error.code, error.message, {
      hint: `Claim its messages with exclusive=true: GET /channels/${channel.id}?exclusive=true.`,
    });
  }
}

function readOnce(
  { channel, principal, publication }: HttpRequest,
  { limit, after, from }: ReadRequest,
): Promise<readonly ChannelMessage[]> {
  const request = {
    limit,
    ...(after === undefined ? {} : { after }),
    ...(from === undefined ? {} : { from }),
  };
  return readFitting(channel, principal, request, publication.settings.limits);
}

function answerOf(messages: readonly ChannelMessage[], form: ContentForm): HttpAnswer {
  return jsonTextAnswer(messagesText(messages.map((message) => messageText(message, form))));
}

async function waitForMessages(request: HttpRequest, asked: ReadRequest): Promise<HttpAnswer> {
  const { publication } = request;
  const { channel, form } = request.channel;
  const { clock } = publication.app.environment;
  const giveBack = publication.streams.take(request);
  try {
    const untilMs = clock.monotonicMs() + asked.waitMs;
    for (;;) {
      // What is read for nobody would be lost: the cursor moves.
      if (request.isGone) return answerOf([], form);
      const ticket = channel.active().changeTicket();
      const messages = await readOnce(request, asked);
      const leftMs = untilMs - clock.monotonicMs();
      const isOver = leftMs <= 0 || publication.ending.aborted;
      if (messages.length > 0 || isOver) return answerOf(messages, form);
      await untilWoken(channel, ticket, leftMs, request, clock);
    }
  } finally {
    giveBack();
  }
}

async function claim(request: HttpRequest, asked: ReadRequest): Promise<HttpAnswer> {
  const { channel, form } = request.channel;
  const claims = await takeClaims(request, asked);
  if (claims.length > 0 && request.isGone) {
    // Nobody has seen them: they need not wait until they expire.
    const named = claims.map(({ message, token }) => ({ id: message.id, token }));
    await settleUnheld(channel, request.principal, named, { kind: 'release' });
  }
  const nowMs = request.publication.app.environment.clock.nowMs();
  return jsonTextAnswer(messagesText(claims.map((one) => claimText(one, form, nowMs))));
}

async function takeClaims(
  request: HttpRequest,
  asked: ReadRequest,
): Promise<readonly StoredClaim[]> {
  const { channel, publication, principal } = request;
  const waits = asked.waitMs > 0;
  const giveBack = waits ? publication.streams.take(request) : undefined;
  try {
    const signal = waits ? AbortSignal.any([request.signal, publication.ending]) : undefined;
    const options = {
      limit: asked.limit,
      waitMs: asked.waitMs,
      ...(asked.timeoutMs === undefined ? {} : { timeoutMs: asked.timeoutMs }),
      ...(signal === undefined ? {} : { signal }),
    };
    return await claimFitting(channel, principal, options, publication.settings.limits);
  } catch (error) {
    // The wait is over because somebody ended it: there was nothing.
    if (waits && isHolonError(error, 'HOLON_ABORTED')) return [];
    throw error;
  } finally {
    giveBack?.();
  }
}
