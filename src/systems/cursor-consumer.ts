import type { ReadHandle } from '../channels/channel-handle';
import { Transaction } from '../channels/transaction';
import { sleep } from '../util/abort';
import { retryDelayMs } from './backoff';
import type { ConsumerEnvironment, ConsumerSpec } from './consumer-spec';
import { callHandler } from './handler-call';

/**
 * Works through a channel by the system's cursor, in order, one handler call at a time. The cursor moves in the same
 * transaction that writes the result, after the handler succeeded. A message whose handler fails is tried again with
 * growing delay; after the channel's `maxAttempts` it is reported and passed over (it stays in the channel).
 */
export class CursorConsumer {
  inFlight = 0;
  private attempt = 1;

  constructor(
    private readonly spec: ConsumerSpec,
    private readonly reader: ReadHandle,
    private readonly environment: ConsumerEnvironment,
  ) {}

  /** Runs until `stopping` aborts and the call under way is done. Never rejects. */
  async run(): Promise<void> {
    const { stopping, gate, clock, logger } = this.environment;
    while (!stopping.aborted) {
      await gate.pass();
      const ticket = this.reader.changeTicket();
      try {
        const found = await this.next();
        this.attempt = 1;
        if (!found && !stopping.aborted) await this.reader.waitForChange(ticket, gate.signal);
      } catch (error) {
        const delayMs = retryDelayMs(this.attempt);
        logger.warn('consumer.failed', {
          ...this.names(),
          attempt: this.attempt,
          retryInMs: delayMs,
          error,
        });
        this.attempt += 1;
        await sleep(clock, delayMs, stopping);
      }
    }
  }

  /** Handles the next message or batch; false when there is none. */
  private async next(): Promise<boolean> {
    const { source, target, batch, from } = this.spec;
    const transaction = new Transaction();
    const reader = transaction.handleFor(source).reader;
    const messages = await reader?.read({ limit: batch ?? 1, ...(from === 'now' ? { from } : {}) });
    if (messages === undefined || messages.length === 0) {
      await transaction.commit();
      return false;
    }
    if (this.attempt > this.spec.maxAttempts) {
      const messageIds = messages.map((message) => message.id);
      this.environment.logger.error('consumer.gave-up', { ...this.names(), messageIds });
      await transaction.commit();
      return true;
    }
    this.inFlight = 1;
    try {
      const { clock, aborting } = this.environment;
      const result: unknown = await callHandler(
        (signal) =>
          this.spec.handle(batch === undefined ? (messages[0] as never) : messages, {
            signal,
            attempt: this.attempt,
          }), // without batch the page has one message
        {
          clock,
          timeoutMs: this.spec.timeoutMs ?? this.spec.claimTimeoutMs,
          signals: [aborting],
          name: `${this.spec.systemId}.${this.spec.method}`,
        },
      );
      if (target !== undefined && result !== undefined) {
        const correlationId = messages[0]?.correlationId;
        await transaction
          .handleFor(target)
          .writer?.write(result, correlationId === undefined ? {} : { correlationId });
      }
      await transaction.commit();
      return true;
    } finally {
      this.inFlight = 0;
    }
  }

  private names(): { channelId: string; method: string } {
    return { channelId: this.spec.source.channelId, method: this.spec.method };
  }
}
