import type {
  ClaimOptions,
  ReadHandle,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
} from '../../channels/channel-handle';
import {
  checkFunction,
  checkId,
  checkIds,
  checkLimit,
  checkSpan,
} from '../../channels/check-arguments';
import { nackAction, type Claim, type NackOptions } from '../../channels/claim';
import type { SettlementResult } from '../../channels/held-claims';
import { HolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import { throwIfAborted } from '../../util/abort';
import { decodeClaims } from '../wire/decode-answers';
import { encodeRead } from '../wire/encode-requests';
import { cursorStream } from './cursor-stream';
import { LONGEST_WAIT_MS } from './longest-wait';
import { ownPlaceStream } from './own-place-stream';
import { RemoteClaims } from './remote-claims';
import { RemoteCursor } from './remote-cursor';
import { toKnownChannel, type RemoteLink } from './remote-link';
import { subscribeRemotely } from './remote-subscription';

const LOST_CLAIM =
  'Claim again: what this claim has taken, if anything, comes back when its claims expire, and has then been tried once.';

/** Reads a channel in another process. */
export class RemoteReader implements ReadHandle {
  private readonly claims: RemoteClaims;
  private readonly cursor: RemoteCursor;

  constructor(private readonly link: RemoteLink) {
    this.claims = new RemoteClaims(link);
    this.cursor = new RemoteCursor(link);
  }

  async read(options: ReadOptions = {}): Promise<readonly ChannelMessage[]> {
    const place = this.place('read from');
    const limit = checkLimit(options.limit, place);
    if (options.after !== undefined) checkId(options.after, 'after', place);
    return this.cursor.read({ ...options, limit });
  }

  /**
   * A claim whose answer is lost is not made again: nobody would know what the first one took. That comes back when
   * its claims expire.
   */
  async claim(options: ClaimOptions = {}): Promise<Claim<unknown>[]> {
    const place = this.place('claim from');
    const { clock } = this.link.caller;
    const limit = checkLimit(options.limit, place);
    const { timeoutMs, signal } = options;
    if (timeoutMs !== undefined) checkSpan(timeoutMs, 'timeoutMs', place);
    const waitedMs = checkSpan(options.waitMs ?? 0, 'waitMs', place);
    throwIfAborted(signal);
    const endMs = clock.monotonicMs() + waitedMs;
    for (let leftMs = waitedMs; ; leftMs = endMs - clock.monotonicMs()) {
      const waitMs = Math.max(0, Math.min(leftMs, LONGEST_WAIT_MS));
      const query = encodeRead({ limit, waitMs, timeoutMs });
      const request = { method: 'GET', query, repeatable: false, waitMs, signal } as const;
      const lostHint = LOST_CLAIM;
      const reply = await this.link.requester.send(
        toKnownChannel(this.link, { ...request, lostHint }),
      );
      const times = { nowMs: clock.nowMs(), askedMs: timeoutMs };
      const found = decodeClaims(reply.body, reply.form, times);
      if (found.length > 0) return found.map((one) => this.claims.hold(one, reply.target));
      if (leftMs <= LONGEST_WAIT_MS) return [];
    }
  }

  async acknowledge(ids: readonly string[]): Promise<SettlementResult> {
    checkIds(ids, this.place('acknowledge on'));
    return this.claims.settleAll(ids, { kind: 'acknowledge' });
  }

  async nack(ids: readonly string[], options: NackOptions = {}): Promise<SettlementResult> {
    checkIds(ids, this.place('nack on'));
    const { channelId, caller } = this.link;
    return this.claims.settleAll(ids, nackAction(options, caller.clock.nowMs(), channelId));
  }

  async subscribe(
    handler: (message: ChannelMessage) => unknown,
    options: SubscribeOptions = {},
  ): Promise<Subscription> {
    checkFunction(handler, 'the handler', this.place('subscribe to'));
    throwIfAborted(options.signal);
    return subscribeRemotely(this.link, handler, options.signal);
  }

  stream(options: StreamOptions = {}): AsyncIterableIterator<ChannelMessage> {
    checkLimit(options.capacity, this.place('stream from'), 'capacity');
    const { from = 'cursor' } = options;
    if (from === 'cursor') return cursorStream(this.link, options);
    return ownPlaceStream(this.link, from, options.signal);
  }

  changeTicket(): number {
    return 0;
  }

  /** Only consumers of an app wait so, and they have no remote channels. */
  async waitForChange(): Promise<void> {
    throw new HolonError(
      'HOLON_UNSUPPORTED_OPERATION',
      `Channel '${this.link.channelId}' is in another process, which does not tell of changes`,
      { hint: 'Use stream, subscribe, or claim with waitMs.' },
    );
  }

  private place(what: string): string {
    return `${what} channel '${this.link.channelId}'`;
  }
}
