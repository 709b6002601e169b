import type { ReadHandle } from '../channels/channel-handle';
import type { Claim } from '../channels/claim';
import { Transaction } from '../channels/transaction';
import { isHolonError } from '../errors/holon-error';
import { createMessage } from '../model/channel-message';
import { sleep } from '../util/abort';
import { createDeferred, type Deferred } from '../util/deferred';
import { retryDelayMs, STORE_RETRY_MS } from './backoff';
import { Breather } from './breather';
import type { ConsumerEnvironment, ConsumerSpec } from './consumer-spec';
import { callHandler } from './handler-call';
import { addResult, mayStoreLater } from './store-result';

/** Milliseconds one claim call waits for work before it asks again. */
const WAIT_MS = 30_000;
/** A claim outlives the handler's time by this, so that a timed-out message can still be nacked with its reason. */
const LEASE_MARGIN_MS = 1_000;

/** Works on a channel by claiming: up to `concurrency` handler calls at a time, each settled by its outcome. */
export class ClaimConsumer {
  /** Handler calls under way, their settlement included. */
  inFlight = 0;
  /** What failed waits in the store; meanwhile others are handled. */
  readonly isBackingOff = false;
  private freed: Deferred<void> | undefined;
  private readonly breather = new Breather();
  private readonly leaseMs: number;

  constructor(
    private readonly spec: ConsumerSpec,
    private readonly reader: ReadHandle,
    private readonly environment: ConsumerEnvironment,
  ) {
    const { timeoutMs = 0, claimTimeoutMs } = spec;
    this.leaseMs =
      timeoutMs === 0 ? claimTimeoutMs : Math.max(claimTimeoutMs, timeoutMs + LEASE_MARGIN_MS);
  }

  /** Runs until the gate ends and the calls under way are done. Never rejects. */
  async run(): Promise<void> {
    const { gate } = this.environment;
    for (;;) {
      await gate.pass();
      if (gate.ended.aborted) break;
      if (this.inFlight < this.spec.concurrency) {
        for (const group of this.group(await this.claim())) void this.process(group);
      } else {
        await this.slotFreed();
      }
      await this.breather.pause();
    }
    while (this.inFlight > 0) await this.slotFreed();
  }

  /** Resolves when the next handler call has ended. */
  private slotFreed(): Promise<void> {
    this.freed ??= createDeferred();
    return this.freed.promise;
  }

  private async claim(): Promise<Claim<unknown>[]> {
    const { concurrency, batch } = this.spec;
    const { gate, clock, logger } = this.environment;
    const { signal } = gate;
    try {
      return await this.reader.claim({
        limit: batch ?? concurrency - this.inFlight,
        waitMs: WAIT_MS,
        timeoutMs: this.leaseMs,
        signal,
      });
    } catch (error) {
      if (signal.aborted) return [];
      logger.error('consumer.claim-failed', { ...this.names(), error });
      await sleep(clock, STORE_RETRY_MS, gate.ended);
      return [];
    }
  }

  /** One group per handler call. */
  private group(claims: Claim<unknown>[]): Claim<unknown>[][] {
    if (claims.length === 0) return [];
    return this.spec.batch === undefined ? claims.map((claim) => [claim]) : [claims];
  }

  private async process(group: Claim<unknown>[]): Promise<void> {
    this.inFlight += 1;
    const attempt = Math.max(...group.map((claim) => claim.attempt));
    try {
      await this.settle(group, await this.call(group, attempt));
    } catch (error) {
      await this.giveBack(group, attempt, error);
    } finally {
      this.inFlight -= 1;
      this.freed?.resolve();
      this.freed = undefined;
    }
  }

  private call(group: Claim<unknown>[], attempt: number): Promise<unknown> {
    const { clock, aborting } = this.environment;
    const { batch, handle, method, systemId, timeoutMs } = this.spec;
    const messages = group.map((claim) => createMessage(claim));
    const argument = batch === undefined ? messages[0] : messages;
    return callHandler<unknown>(
      (signal) => handle(argument as never, { signal, attempt }), // a group without batch has one message
      {
        clock,
        timeoutMs,
        signals: [aborting, ...group.map((claim) => claim.signal)],
        name: `${systemId}.${method}`,
      },
    );
  }

  /** Stores the result; while that cannot be done for now, waits and holds on to the claims. */
  private async settle(group: Claim<unknown>[], result: unknown): Promise<void> {
    const { clock, gate, logger } = this.environment;
    for (;;) {
      try {
        await this.commit(group, result);
        return;
      } catch (error) {
        if (!mayStoreLater(error) || gate.ended.aborted) throw error;
        logger.warn('consumer.result-waits', { ...this.names(), messageIds: ids(group), error });
        await sleep(clock, Math.min(STORE_RETRY_MS, this.leaseMs / 2), gate.ended);
        await Promise.all(group.map((claim) => claim.extend(this.leaseMs)));
      }
    }
  }

  /** Writes the result and acknowledges in one transaction. */
  private async commit(group: Claim<unknown>[], result: unknown): Promise<void> {
    const transaction = new Transaction();
    await addResult(transaction, this.spec, result, group[0]);
    transaction.acknowledge(this.spec.source, group);
    await transaction.commit();
  }

  private async giveBack(group: Claim<unknown>[], attempt: number, error: unknown): Promise<void> {
    const { logger, gate } = this.environment;
    // What a drain gives back need not wait for whoever comes next.
    const retryInMs = gate.ended.aborted ? 0 : retryDelayMs(attempt);
    const reason = error instanceof Error ? error.message : String(error);
    const lost: Claim<unknown>[] = [];
    for (const claim of group) {
      try {
        await claim.nack({ delayMs: retryInMs, reason });
      } catch (failure) {
        if (isHolonError(failure, 'HOLON_CLAIM_LOST')) lost.push(claim);
        // The claim ends by itself at its expiry.
        else logger.error('consumer.nack-failed', { ...this.names(), error: failure });
      }
    }
    if (lost.length > 0) {
      logger.warn('consumer.claim-lost', { ...this.names(), messageIds: ids(lost) });
    }
    if (lost.length === group.length) return;
    const messageIds = ids(group.filter((claim) => !lost.includes(claim)));
    const facts = { ...this.names(), messageIds, attempt };
    if (attempt < this.spec.maxAttempts) {
      logger.warn('consumer.failed', { ...facts, retryInMs, error });
    } else {
      logger.error('consumer.failed', { ...facts, dead: true, error });
    }
  }

  private names(): { channelId: string; method: string } {
    return { channelId: this.spec.source.channelId, method: this.spec.method };
  }
}

function ids(group: readonly Claim<unknown>[]): string[] {
  return group.map((claim) => claim.id);
}
