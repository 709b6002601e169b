import type { ReadHandle } from '../channels/channel-handle';
import type { Claim } from '../channels/claim';
import { Transaction } from '../channels/transaction';
import { isHolonError } from '../errors/holon-error';
import { createMessage } from '../model/channel-message';
import { sleep } from '../util/abort';
import { retryDelayMs } from './backoff';
import type { ConsumerEnvironment, ConsumerSpec } from './consumer-spec';
import { callHandler } from './handler-call';

/** Milliseconds one claim call waits for work before it asks again. */
const WAIT_MS = 30_000;
/** Milliseconds before the next try after the store failed. */
const STORE_RETRY_MS = 1_000;
/** A claim outlives the handler's time by this, so that a timed-out message can still be nacked with its reason. */
const LEASE_MARGIN_MS = 1_000;

/** Works on a channel by claiming: up to `concurrency` handler calls at a time, each settled by its outcome. */
export class ClaimConsumer {
  private readonly running = new Set<Promise<void>>();
  private readonly reader: ReadHandle;

  constructor(
    private readonly spec: ConsumerSpec,
    reader: ReadHandle,
    private readonly environment: ConsumerEnvironment,
  ) {
    this.reader = reader;
  }

  /** Handler calls under way. */
  get inFlight(): number {
    return this.running.size;
  }

  /** Runs until `stopping` aborts and the calls under way are done. Never rejects. */
  async run(): Promise<void> {
    const { stopping, gate } = this.environment;
    while (!stopping.aborted) {
      await gate.pass();
      if (this.running.size >= this.spec.concurrency) {
        await Promise.race(this.running);
        continue;
      }
      for (const group of this.group(await this.claim())) this.start(group);
    }
    await Promise.all(this.running);
  }

  private async claim(): Promise<Claim<unknown>[]> {
    const { timeoutMs, claimTimeoutMs, concurrency, batch } = this.spec;
    const free = concurrency - this.running.size;
    const { gate, stopping, clock, logger } = this.environment;
    try {
      return await this.reader.claim({
        limit: batch ?? free,
        waitMs: WAIT_MS,
        timeoutMs:
          timeoutMs === undefined
            ? claimTimeoutMs
            : Math.max(claimTimeoutMs, timeoutMs + LEASE_MARGIN_MS),
        signal: gate.signal,
      });
    } catch (error) {
      if (gate.signal.aborted) return [];
      logger.error('consumer.claim-failed', { ...this.names(), error });
      await sleep(clock, STORE_RETRY_MS, stopping);
      return [];
    }
  }

  /** One group per handler call. */
  private group(claims: Claim<unknown>[]): Claim<unknown>[][] {
    if (claims.length === 0) return [];
    return this.spec.batch === undefined ? claims.map((claim) => [claim]) : [claims];
  }

  private start(group: Claim<unknown>[]): void {
    const call = this.process(group).finally(() => this.running.delete(call));
    this.running.add(call);
  }

  private async process(group: Claim<unknown>[]): Promise<void> {
    const { clock, aborting, logger } = this.environment;
    const { timeoutMs, batch } = this.spec;
    const messages = group.map((claim) => createMessage(claim));
    const attempt = Math.max(...group.map((claim) => claim.attempt));
    try {
      const result = await callHandler(
        (signal) =>
          this.spec.handle(batch === undefined ? (messages[0] as never) : messages, { signal, attempt }), // a group without batch has one message
        {
          clock,
          timeoutMs,
          signals: [aborting, ...group.map((claim) => claim.signal)],
          name: `${this.spec.systemId}.${this.spec.method}`,
        },
      );
      await this.settle(group, result);
    } catch (error) {
      if (isHolonError(error, 'HOLON_CLAIM_LOST')) {
        logger.warn('consumer.claim-lost', { ...this.names(), messageIds: ids(group) });
      } else {
        await this.giveBack(group, attempt, error);
      }
    }
  }

  /** Writes the result and acknowledges in one transaction. */
  private async settle(group: Claim<unknown>[], result: unknown): Promise<void> {
    const transaction = new Transaction();
    const { source, target } = this.spec;
    if (target !== undefined && result !== undefined) {
      const writer = transaction.handleFor(target).writer;
      const correlationId = group[0]?.correlationId;
      await writer?.write(result, correlationId === undefined ? {} : { correlationId });
    }
    await transaction.handleFor(source).reader?.acknowledge(ids(group));
    await transaction.commit();
  }

  private async giveBack(group: Claim<unknown>[], attempt: number, error: unknown): Promise<void> {
    const { logger, aborting } = this.environment;
    const delayMs = aborting.aborted ? 0 : retryDelayMs(attempt);
    const level = attempt >= this.spec.maxAttempts ? 'error' : 'warn';
    logger[level]('consumer.failed', {
      ...this.names(),
      messageIds: ids(group),
      attempt,
      retryInMs: delayMs,
      error,
    });
    const reason = error instanceof Error ? error.message : String(error);
    try {
      await this.reader.nack(ids(group), { delayMs, reason });
    } catch (failure) {
      // The claims end by themselves at their expiry.
      logger.error('consumer.nack-failed', { ...this.names(), error: failure });
    }
  }

  private names(): { channelId: string; method: string } {
    return { channelId: this.spec.source.channelId, method: this.spec.method };
  }
}

function ids(group: readonly Claim<unknown>[]): string[] {
  return group.map((claim) => claim.id);
}
