import type { BaseChannel } from '../../channels/base-channel';
import { nackAction } from '../../channels/claim';
import type { SettlementResult } from '../../channels/held-claims';
import { settleUnheld } from '../../channels/unheld-claims';
import { isHolonError } from '../../errors/holon-error';
import type { Settlement } from '../../stores/channel-store';
import { encodeExtended } from '../wire/answers';
import {
  decodeExtendRequest,
  decodeNackRequest,
  decodeSettleRequest,
  type SettleRequest,
} from '../wire/settle-request';
import { jsonAnswer } from './answer';
import { isTold } from './problem-answer';
import type { HttpAnswer, HttpRequest, HttpRoute, RouteFactory } from './route';

type Action = Settlement['action'];
type Limits = HttpRequest['publication']['settings']['limits'];

/** Settlements are let in while the app drains: what is done must not be done again. */
const settlement = (
  name: string,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): HttpRoute => ({
  method: 'POST',
  pattern: `/channels/{id}/${name}`,
  access: 'channel',
  always: true,
  handle,
});

const acknowledge = settlement('acknowledge', async (request) => {
  const mayRead = await allowed(request);
  const asked = await asking(request, decodeSettleRequest, mayRead);
  const { settled, refused } = await settle(request, asked, { kind: 'acknowledge' }, mayRead);
  return jsonAnswer({ status: 'ok', acknowledged: settled.length, refused });
});

const nack = settlement('nack', async (request) => {
  const mayRead = await allowed(request);
  const asked = await asking(request, decodeNackRequest, mayRead);
  const { delayMs, reason, release } = asked;
  const { clock } = request.publication.app.environment;
  const options = {
    ...(delayMs === undefined ? {} : { delayMs }),
    ...(reason === undefined ? {} : { reason }),
  };
  const action: Action = release
    ? { kind: 'release' }
    : nackAction(options, clock.nowMs(), request.channel.id);
  const { settled, refused } = await settle(request, asked, action, mayRead);
  return jsonAnswer({ status: 'ok', nacked: settled.length, refused });
});

const extend = settlement('extend', async (request) => {
  const mayRead = await allowed(request);
  const asked = await asking(request, decodeExtendRequest, mayRead);
  const { clock } = request.publication.app.environment;
  const { claimTimeoutMs } = request.channel.channel.settings;
  const expiresAtMs = clock.nowMs() + (asked.timeoutMs ?? claimTimeoutMs);
  const { settled, refused } = await settle(
    request,
    asked,
    { kind: 'extend', expiresAtMs },
    mayRead,
  );
  return jsonAnswer(encodeExtended(settled.length, refused, expiresAtMs));
});

export const settleRoutes: RouteFactory = () => [acknowledge, nack, extend];

/** Whether the caller may read, as `true` or as what refuses him. */
async function allowed({ channel, principal }: HttpRequest): Promise<true | Error> {
  try {
    await channel.channel.authorize(principal, 'read');
    return true;
  } catch (error) {
    if (isHolonError(error, 'HOLON_FORBIDDEN')) return error;
    throw error;
  }
}

/** What is asked. Of somebody without the right no body is judged: he is told that he has no right, whatever he sends. */
async function asking<R>(
  request: HttpRequest,
  decode: (body: unknown, limits: Limits) => R,
  mayRead: true | Error,
): Promise<R> {
  try {
    return decode(await request.body(), request.publication.settings.limits);
  } catch (error) {
    if (mayRead !== true && isTold(error)) throw mayRead;
    throw error;
  }
}

/**
 * Who was given a claim may finish it, also when the right was taken from him since. To anybody else without the right
 * nothing is said of it. @param mayRead what `allowed` answered
 */
async function settle(
  { channel, principal }: HttpRequest,
  { claims }: SettleRequest,
  action: Action,
  mayRead: true | Error,
): Promise<SettlementResult> {
  const target: BaseChannel = channel.channel;
  const result = await settleUnheld(target, principal, claims, action);
  if (mayRead !== true && result.settled.length === 0) throw mayRead;
  return result;
}
