import { HolonError } from '../errors/holon-error';
import type { ChannelMessage } from '../model/channel-message';
import type { Eventually } from '../model/json';
import type { Settlement, StoredClaim } from '../stores/channel-store';
import type { Clock, Timer } from '../util/clock';
import { isPending } from '../util/eventually';
import { checkSpan } from './check-arguments';

/** What a nack may say. */
export interface NackOptions {
  /** Milliseconds before anybody sees the message again. */
  readonly delayMs?: number;
  /** Kept with the message; shown by `dead()`. */
  readonly reason?: string;
}

/** A message that one system holds alone until it settles it or the claim expires. */
export interface Claim<T> extends ChannelMessage<T> {
  /** 1 at the first claim of this message. */
  readonly attempt: number;
  /** Wall clock, milliseconds since 1970, at which the claim ends by itself. */
  readonly expiresAtMs: number;
  /** Aborts when the claim is lost: expired, or refused when settled. */
  readonly signal: AbortSignal;
  /** Done: nobody gets the message again. @throws HOLON_CLAIM_LOST */
  ack(): Promise<void>;
  /** Not done: back to the queue, or dead after the last attempt. @throws HOLON_CLAIM_LOST */
  nack(options?: NackOptions): Promise<void>;
  /** Holds the message for `ms` from now. @throws HOLON_CLAIM_LOST */
  extend(ms: number): Promise<void>;
  /** Nacks an unsettled claim; does nothing otherwise. */
  [Symbol.asyncDispose](): Promise<void>;
}

/** What a claim needs of its channel. */
export interface ClaimLink {
  readonly channelId: string;
  readonly clock: Clock;
  settle(settlement: Settlement): Eventually<boolean>;
}

const ACKNOWLEDGE: Settlement['action'] = Object.freeze({ kind: 'acknowledge' });
const RELEASE: Settlement['action'] = Object.freeze({ kind: 'release' });

/** A claim as `channel.claim` gives it out. Its private fields are out of reach, so it leads nowhere else. */
export class HeldClaim<T> implements Claim<T> {
  readonly id: string;
  readonly timestampMs: number;
  readonly senderId: string;
  readonly content: T;
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly recipientId?: string;
  readonly attempt: number;
  readonly #holder: string;
  readonly #token: string | number;
  readonly #link: ClaimLink;
  #expiresAtMs: number;
  #state: 'held' | 'settled' | 'lost' = 'held';
  #controller: AbortController | undefined;
  #expiry: Timer | undefined;

  constructor(holder: string, stored: StoredClaim, link: ClaimLink) {
    const message = stored.message;
    this.id = message.id;
    this.timestampMs = message.timestampMs;
    this.senderId = message.senderId;
    this.content = message.content as T; // checked against the channel's content type when it was written
    this.metadata = message.metadata;
    if (message.correlationId !== undefined) this.correlationId = message.correlationId;
    if (message.replyTo !== undefined) this.replyTo = message.replyTo;
    if (message.recipientId !== undefined) this.recipientId = message.recipientId;
    this.attempt = stored.attempt;
    this.#holder = holder;
    this.#token = stored.token;
    this.#link = link;
    this.#expiresAtMs = stored.expiresAtMs;
    Object.freeze(this);
  }

  get expiresAtMs(): number {
    return this.#expiresAtMs;
  }

  /** Tells it from every other claim of the message. */
  get token(): string | number {
    return this.#token;
  }

  get signal(): AbortSignal {
    if (this.#controller === undefined) {
      this.#controller = new AbortController();
      if (this.#state === 'lost') this.#controller.abort(this.#lost());
      else this.#watchExpiry();
    }
    return this.#controller.signal;
  }

  ack(): Promise<void> {
    return this.#end(ACKNOWLEDGE);
  }

  async nack(options: NackOptions = {}): Promise<void> {
    await this.#end(nackAction(options, this.#link.clock.nowMs(), this.#link.channelId));
  }

  /** Gives the message back as if it had not been claimed. @throws HOLON_CLAIM_LOST */
  release(): Promise<void> {
    return this.#end(RELEASE);
  }

  async extend(ms: number): Promise<void> {
    checkSpan(ms, 'ms', `extend on channel '${this.#link.channelId}'`);
    this.#checkHeld();
    const expiresAtMs = this.#link.clock.nowMs() + ms;
    const action = { kind: 'extend', expiresAtMs } as const;
    if (!(await this.#link.settle(this.#settlement(action)))) throw this.#refused();
    if (this.#isLost()) {
      // Its holder was told so while the store extended it: nobody is to wait for the end of that.
      await this.#link.settle(this.#settlement(RELEASE));
      throw this.#lost();
    }
    this.#expiresAtMs = expiresAtMs;
    if (this.#controller !== undefined) this.#watchExpiry();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#state !== 'held') return;
    try {
      await this.nack();
    } catch (error) {
      if (!(error instanceof HolonError && error.code === 'HOLON_CLAIM_LOST')) throw error;
    }
  }

  /** The channel settled it on behalf of the holder. */
  markSettled(): void {
    this.#state = 'settled';
    this.#expiry?.cancel();
  }

  /** The holder has no right to the message any more. */
  markLost(): void {
    this.#state = 'lost';
    this.#expiry?.cancel();
    this.#controller?.abort(this.#lost());
  }

  heldBy(systemId: string): boolean {
    return this.#holder === systemId;
  }

  /** Counts as settled from the call on, so that a second one is refused and takes nothing from the first. */
  async #end(action: Settlement['action']): Promise<void> {
    this.#checkHeld();
    this.#state = 'settled';
    let settled: boolean;
    try {
      const answer = this.#link.settle(this.#settlement(action));
      settled = isPending(answer) ? await answer : answer;
    } catch (error) {
      // Where the store failed, settling may be tried again.
      if (!this.#isLost()) this.#state = 'held';
      throw error;
    }
    if (!settled) throw this.#refused();
    this.markSettled();
  }

  #settlement(action: Settlement['action']): Settlement {
    return { holder: this.#holder, id: this.id, token: this.#token, action };
  }

  #refused(): HolonError {
    this.markLost();
    return this.#lost();
  }

  #checkHeld(): void {
    if (this.#state !== 'held') throw this.#lost();
  }

  /** A method, because the state changes across an await unseen by the compiler. */
  #isLost(): boolean {
    return this.#state === 'lost';
  }

  #watchExpiry(): void {
    this.#expiry?.cancel();
    if (this.#state !== 'held') return;
    const clock = this.#link.clock;
    this.#expiry = clock.setTimer(
      this.#expiresAtMs - clock.nowMs(),
      () => {
        this.markLost();
      },
      { background: true },
    );
  }

  #lost(): HolonError {
    return new HolonError(
      'HOLON_CLAIM_LOST',
      `System '${this.#holder}' no longer holds message '${this.id}' of channel '${this.#link.channelId}'`,
    );
  }
}

/** What tells `claim` from later claims of its message; undefined for one that no channel has given out. */
export function tokenOf(claim: Claim<unknown>): string | number | undefined {
  return claim instanceof HeldClaim ? claim.token : undefined;
}

/** The store's form of a nack. @throws HOLON_INVALID_ARGUMENT */
export function nackAction(
  options: NackOptions,
  nowMs: number,
  channelId: string,
): Extract<Settlement['action'], { kind: 'nack' }> {
  const delayMs = options.delayMs ?? 0;
  checkSpan(delayMs, 'delayMs', `nack on channel '${channelId}'`);
  return {
    kind: 'nack',
    ...(delayMs > 0 ? { visibleAtMs: nowMs + delayMs } : {}),
    ...(options.reason === undefined ? {} : { reason: options.reason }),
  };
}
