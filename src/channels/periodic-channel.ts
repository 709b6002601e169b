import type { ChannelInfo, ChannelKind } from '../model/channel-info';
import { intervalLoop } from '../util/interval-loop';
import { BaseChannel } from './base-channel';
import type { WriteOptions, WriteReceipt } from './channel-handle';
import type { Intake } from './message-writer';

/**
 * Fetches by itself, every `periodMs`: `pull()` gets raw data, `convert()` makes content of it, the channel writes it
 * in its own name. A pull that throws goes to `onError` and the next one comes on time.
 */
export abstract class PeriodicChannel<T = unknown, Id extends string = string> extends BaseChannel<
  T,
  Id
> {
  static override readonly kind: ChannelKind = 'periodic';

  override get info(): ChannelInfo {
    return { ...super.info, periodMs: this.settings.periodMs };
  }

  /**
   * Gets raw data from outside. What it returns is converted and written, each item of an array for itself;
   * undefined means nothing new. May call `this.write(senderId, raw)` instead.
   */
  protected abstract pull(context: { readonly signal: AbortSignal }): unknown;

  /** Makes content of raw data; undefined leaves it out. The default takes the raw data as it is. */
  protected convert(_senderId: string, raw: unknown): T | undefined | Promise<T | undefined> {
    return raw as T; // checked against the content type like any other content
  }

  /** Converts `raw` and stores the result. Data that `convert` leaves out answers with an empty id. */
  override write(systemId: string, raw: unknown, options?: WriteOptions): Promise<WriteReceipt> {
    return super.write(systemId, raw as T, options); // takeIn makes T of it
  }

  /** One pull. Override to wrap it; `super.onPull(signal)` does the work. */
  protected async onPull(signal: AbortSignal): Promise<void> {
    const raw: unknown = await this.pull({ signal });
    if (raw !== undefined) await this.onProcess(Array.isArray(raw) ? raw : [raw]);
  }

  /** Converts and writes what one pull brought, `concurrency` items at a time, in order when that is 1. */
  protected async onProcess(items: readonly unknown[]): Promise<void> {
    const { concurrency } = this.settings;
    for (let start = 0; start < items.length; start += concurrency) {
      const slice = items.slice(start, start + concurrency);
      // Not `write`, which a drain refuses: what a pull brings until the deadline is still stored.
      const store = (raw: unknown): Promise<WriteReceipt> => this.active().write(this.id, raw);
      await Promise.all(slice.map((raw) => this.guard('process', () => store(raw))));
    }
  }

  protected override background(signal: AbortSignal): Promise<void> {
    return intervalLoop(() => this.guard('pull', () => this.onPull(signal)), {
      clock: this.clock,
      periodMs: this.settings.periodMs,
      signal,
    });
  }

  protected override async takeIn(senderId: string, raw: unknown): Promise<Intake | undefined> {
    const content = await this.convert(senderId, raw);
    return content === undefined ? undefined : { content };
  }
}
