import { markRemote } from '../../errors/error-origin';
import { HolonError } from '../../errors/holon-error';
import { abortError, sleep, throwIfAborted } from '../../util/abort';
import type { RandomSource } from '../../util/random';
import { TYPED, type ContentForm } from '../wire/content-form';
import { KnownChannels, type ChannelFacts } from './channel-facts';
import {
  exchange,
  failed,
  isFailure,
  type ExchangeParts,
  type Failure,
  type Outcome,
  type Try,
} from './exchange';
import { withNearestName } from './not-found';
import { backoffMs, isUnknown, isWorthwhile } from './repetition';
import type { Target, Targets } from './target';
import { channelPath, isRepeatable, type WireRequest } from './wire-request';

/** What requests are sent with. */
export interface RequesterParts extends ExchangeParts {
  readonly targets: Targets;
  readonly random: RandomSource;
  readonly timeoutMs: number;
}

/** What came back, from where. */
export interface Reply {
  readonly body: unknown;
  readonly target: Target;
  /** How content comes; as it is where the request did not name a channel. */
  readonly form: ContentForm;
  /** Whether an earlier try, whose answer was lost, may have done the same already. */
  readonly isRepeated: boolean;
}

/** The time that a request has. */
interface Deadline {
  readonly endMs: number;
  readonly spanMs: number;
}

/**
 * Sends requests until one is answered, or trying again would do harm or not help, or the time is over. A request is
 * repeated where the server cannot have got it, where it said to come again, and, if that does no harm, where nobody
 * knows.
 */
export class Requester {
  private readonly channels = new KnownChannels();

  constructor(readonly parts: RequesterParts) {}

  /** @throws HOLON_REMOTE_FAILED, HOLON_ABORTED, and what the server answers */
  async send(first: WireRequest): Promise<Reply> {
    const { clock, random, targets } = this.parts;
    const spanMs = (first.timeoutMs ?? this.parts.timeoutMs) + (first.waitMs ?? 0);
    const startedMs = clock.monotonicMs();
    const deadline = { spanMs, endMs: startedMs + spanMs };
    const failedAt = new Set<string>();
    let request = first;
    let isRepeated = false;
    let target = first.target ?? (await targets.next({ withinMs: spanMs, signal: first.signal }));
    for (let tries = 1; ; tries += 1) {
      throwIfAborted(request.signal);
      const outcome = await this.try(target, request, deadline);
      if (outcome.kind === 'answered') {
        const { form = TYPED } = this.channels.get(target, request.channelId) ?? {};
        return { body: outcome.body, target, form, isRepeated };
      }
      if (isUnknown(outcome)) {
        isRepeated = true;
        request = request.whenUnknown?.() ?? request;
      }
      if (request.signal?.aborted === true) throw abortError(request.signal);
      if (request.once === true || !isWorthwhile(outcome)) {
        throw await this.explained(outcome.error, target, request, deadline);
      }
      targets.failed(target);
      if (isUnknown(outcome) && !isRepeatable(target, request)) {
        throw withLostHint(outcome, request);
      }
      failedAt.add(target.address.url);
      target = request.target ?? (await this.nextTarget(outcome.error, request, deadline));
      // Who has not failed yet need not be spared.
      if (!failedAt.has(target.address.url)) continue;
      failedAt.clear();
      const waitMs = Math.max(backoffMs(tries, random), retryAfterOf(outcome));
      const endMs = Math.min(deadline.endMs, startedMs + patienceMs(outcome, target, request));
      if (clock.monotonicMs() + waitMs >= endMs) throw outcome.error;
      if (waitMs > 0) await sleep(clock, waitMs, request.signal);
    }
  }

  /** What the channel is at the target, or why that cannot be told; asked once. */
  async askFacts(
    channelId: string,
    {
      target,
      signal,
      ...rest
    }: Omit<Try, 'request'> & { readonly signal: AbortSignal | undefined },
  ): Promise<ChannelFacts | Failure> {
    const known = this.channels.get(target, channelId);
    if (known !== undefined) return known;
    const path = channelPath(channelId, '/info');
    const request = { method: 'GET', path, repeatable: true, signal } as const;
    const outcome = await exchange({ target, request, ...rest }, this.parts);
    if (outcome.kind !== 'answered') return outcome;
    return this.channels.keep(target, channelId, outcome.body);
  }

  /** What a server has refused, with what this side knows of it. */
  private async explained(
    error: HolonError,
    target: Target,
    request: WireRequest,
    { endMs }: Deadline,
  ): Promise<HolonError> {
    const { clock, targets } = this.parts;
    const { code, message } = error;
    if (code === 'HOLON_UNAUTHENTICATED' && targets.tokenHint !== undefined) {
      return markRemote(new HolonError(code, message, { hint: targets.tokenHint }));
    }
    const leftMs = endMs - clock.monotonicMs();
    return withNearestName(error, target, request, { ...this.parts, leftMs });
  }

  /** @param failure what the last one has failed with: better than that there is no other */
  private async nextTarget(
    failure: HolonError,
    { signal }: WireRequest,
    { endMs }: Deadline,
  ): Promise<Target> {
    const { clock, targets } = this.parts;
    try {
      return await targets.next({ withinMs: Math.max(0, endMs - clock.monotonicMs()), signal });
    } catch {
      throw failure;
    }
  }

  /** One try; with a new token where the one it had has ended. */
  private async try(target: Target, request: WireRequest, deadline: Deadline): Promise<Outcome> {
    const { clock } = this.parts;
    const { credentials } = target;
    for (let isSecond = false; ; isSecond = true) {
      const token = await credentials.get();
      const leftMs = deadline.endMs - clock.monotonicMs();
      if (leftMs <= 0) {
        const error = failed(target, request, 'the time was over before it was sent');
        return { kind: 'lost', isUnsent: true, error };
      }
      const timeoutMs = Math.min(leftMs, this.longestMs(target, request, deadline));
      const outcome = await this.exchange(target, request, token, timeoutMs);
      const isEnded = outcome.kind === 'refused' && outcome.error.code === 'HOLON_UNAUTHENTICATED';
      if (!isEnded || isSecond || !(await credentials.renew(token))) return outcome;
    }
  }

  /** First what the channel is, where that is needed and not known; what fails there was not sent. */
  private async exchange(
    target: Target,
    request: WireRequest,
    token: string | undefined,
    timeoutMs: number,
  ): Promise<Outcome> {
    const { channelId, signal, body } = request;
    let facts: ChannelFacts | undefined;
    if (channelId !== undefined) {
      const asked = await this.askFacts(channelId, { target, token, timeoutMs, signal });
      if (isFailure(asked)) {
        return asked.kind === 'lost' ? { ...asked, isUnsent: true } : asked;
      }
      facts = asked;
    }
    const text = typeof body !== 'function' ? body : body(facts?.generic ?? false);
    return exchange({ target, request, token, body: text, timeoutMs }, this.parts);
  }

  /** Where another app can do the same, one that hangs must not take all the time. */
  private longestMs(target: Target, request: WireRequest, { spanMs }: Deadline): number {
    const { waitMs = 0 } = request;
    const mayMove = this.parts.targets.mayMove && request.target === undefined;
    const isShared = mayMove && isRepeatable(target, request);
    return isShared ? waitMs + (spanMs - waitMs) / 3 : Infinity;
  }
}

/** Who may not repeat what he asks had better hear soon that nobody is there. */
export const CONNECT_MS = 5_000;

function patienceMs(outcome: Outcome, target: Target, request: WireRequest): number {
  if (outcome.kind !== 'lost' || !outcome.isUnsent) return Infinity;
  return request.connectMs ?? (isRepeatable(target, request) ? Infinity : CONNECT_MS);
}

/** The error of a request of which nobody knows whether it was done, with what to do now. */
function withLostHint({ error, kind }: Failure, { lostHint }: WireRequest): HolonError {
  if (kind !== 'lost' || lostHint === undefined) return error;
  return new HolonError(error.code, error.message, { cause: error.cause, hint: lostHint });
}

function retryAfterOf(outcome: Outcome): number {
  return outcome.kind === 'refused' ? (outcome.retryAfterMs ?? 0) : 0;
}
