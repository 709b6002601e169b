import type { ReadHandle } from '../channels/channel-handle';
import { Transaction } from '../channels/transaction';
import type { ChannelMessage } from '../model/channel-message';
import { sleep } from '../util/abort';
import { retryDelayMs, STORE_RETRY_MS } from './backoff';
import { Breather } from './breather';
import type { ConsumerEnvironment, ConsumerSpec } from './consumer-spec';
import { callHandler } from './handler-call';
import { addResult, mayStoreLater } from './store-result';

/** A page that could not be handled: it is tried again as it was, whatever has come behind it. */
interface FailedPage {
  readonly ids: readonly string[];
  /** Handler calls that failed. */
  readonly attempts: number;
  /** What the handler returned, where only storing it failed. */
  readonly result?: { readonly value: unknown };
}

/**
 * Works through a channel by the system's cursor, in order, one handler call at a time. The cursor moves in the same
 * transaction that writes the result, after the handler succeeded. A message whose handler fails is tried again with
 * growing delay; after the channel's `maxAttempts` it is reported and passed over (it stays in the channel).
 */
export class CursorConsumer {
  /** 1 while the handler is called and what it returned is stored. */
  inFlight = 0;
  /** Whether it waits before it tries again what failed; nothing else is handled meanwhile. */
  isBackingOff = false;
  private failed: FailedPage | undefined;
  private readonly breather = new Breather();

  constructor(
    private readonly spec: ConsumerSpec,
    private readonly reader: ReadHandle,
    private readonly environment: ConsumerEnvironment,
  ) {}

  /** Runs until the gate ends and the call under way is done. Never rejects. */
  async run(): Promise<void> {
    const { gate, clock, logger } = this.environment;
    for (;;) {
      await gate.pass();
      if (gate.ended.aborted) return;
      try {
        const ticket = this.reader.changeTicket();
        if (!(await this.next())) await this.reader.waitForChange(ticket, gate.signal);
      } catch (error) {
        logger.error('consumer.read-failed', { ...this.names(), error });
        await sleep(clock, STORE_RETRY_MS, gate.ended);
      }
      await this.breather.pause();
    }
  }

  /** Handles the next message or batch; false when there is none. */
  private async next(): Promise<boolean> {
    const { source, batch = 1, from, maxAttempts } = this.spec;
    const transaction = new Transaction();
    const limit = this.failed?.ids.length ?? batch;
    const page = await transaction
      .handleFor(source)
      .reader?.read({ limit, ...(from === 'now' ? { from } : {}) });
    if (page === undefined || page.length === 0) {
      await transaction.commit();
      return false;
    }
    const ids = page.map((message) => message.id);
    // When one of its messages has gone and another come in its place, it is a page not handled yet.
    const before = isSame(this.failed?.ids, ids) ? this.failed : undefined;
    if (before !== undefined && before.attempts >= maxAttempts) {
      await transaction.commit();
      this.environment.logger.error('consumer.gave-up', { ...this.names(), messageIds: ids });
      this.failed = undefined;
    } else {
      await this.process(transaction, page, ids, before);
    }
    return true;
  }

  private async process(
    transaction: Transaction,
    page: readonly ChannelMessage[],
    ids: readonly string[],
    before: FailedPage | undefined,
  ): Promise<void> {
    const attempts = before?.attempts ?? 0;
    let result = before?.result;
    let failure: { readonly page: FailedPage; readonly error: unknown } | undefined;
    this.inFlight = 1;
    try {
      result ??= { value: await this.call(page, attempts + 1) };
      await addResult(transaction, this.spec, result.value, page[0]);
      await transaction.commit();
      this.failed = undefined;
    } catch (error) {
      const outcome =
        result !== undefined && mayStoreLater(error)
          ? { attempts, result }
          : { attempts: attempts + 1 };
      failure = { page: { ids, ...outcome }, error };
      this.failed = failure.page;
    } finally {
      this.inFlight = 0;
    }
    if (failure !== undefined) await this.wait(failure.page, failure.error);
  }

  private call(page: readonly ChannelMessage[], attempt: number): Promise<unknown> {
    const { clock, aborting } = this.environment;
    const { batch, claimTimeoutMs, handle, method, systemId, timeoutMs } = this.spec;
    const argument = batch === undefined ? page[0] : page;
    return callHandler<unknown>(
      (signal) => handle(argument as never, { signal, attempt }), // without batch the page has one message
      {
        clock,
        timeoutMs: timeoutMs ?? claimTimeoutMs,
        signals: [aborting],
        name: `${systemId}.${method}`,
      },
    );
  }

  /** Reports a failure and waits before the page is tried again; not before it is passed over. */
  private async wait({ attempts, result }: FailedPage, error: unknown): Promise<void> {
    const { logger } = this.environment;
    if (result !== undefined) {
      logger.warn('consumer.result-waits', { ...this.names(), error });
      await this.backOff(STORE_RETRY_MS);
      return;
    }
    const isLast = attempts >= this.spec.maxAttempts;
    const retryInMs = isLast ? 0 : retryDelayMs(attempts);
    logger.warn('consumer.failed', { ...this.names(), attempt: attempts, retryInMs, error });
    if (!isLast) await this.backOff(retryInMs);
  }

  private async backOff(ms: number): Promise<void> {
    const { clock, gate } = this.environment;
    this.isBackingOff = true;
    await sleep(clock, ms, gate.ended);
    this.isBackingOff = false;
  }

  private names(): { channelId: string; method: string } {
    return { channelId: this.spec.source.channelId, method: this.spec.method };
  }
}

function isSame(before: readonly string[] | undefined, ids: readonly string[]): boolean {
  return before?.length === ids.length && ids.every((id, index) => id === before[index]);
}
