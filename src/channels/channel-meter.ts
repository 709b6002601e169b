import type { Counter, Metrics } from '../observability/metrics';
import type { Timings } from '../observability/metrics-timings';
import type { Clock } from '../util/clock';

/** What is measured of a channel. */
export type MeteredOperation = 'write' | 'read' | 'claim' | 'settle';

const NOT_MEASURED = -1;

/** Counts the messages of one channel and times its operations, while somebody collects that. */
export class ChannelMeter {
  private readonly counters = new Map<MeteredOperation, Counter>();
  private readonly succeeded = new Map<MeteredOperation, Timings>();
  private readonly failed = new Map<MeteredOperation, Timings>();

  constructor(
    private readonly channelId: string,
    private readonly metrics: Metrics | undefined,
    private readonly clock: Clock,
  ) {}

  get isOn(): boolean {
    return this.metrics?.isOn === true;
  }

  /** When an operation begins, to be given to `end`. */
  begin(): number {
    return this.isOn ? this.clock.monotonicMs() : NOT_MEASURED;
  }

  /** An operation that began at `startedMs` has ended. */
  end(operation: MeteredOperation, startedMs: number, isSuccess = true): void {
    if (startedMs === NOT_MEASURED) return;
    const timings = isSuccess ? this.succeeded : this.failed;
    let own = timings.get(operation);
    if (own === undefined) {
      const { channelId: channel, metrics } = this;
      const outcome = isSuccess ? 'ok' : 'failed';
      own = metrics?.timings('channelOperation', { channel, operation, outcome });
      if (own === undefined) return;
      timings.set(operation, own);
    }
    own.record(this.clock.monotonicMs() - startedMs);
  }

  /** So many messages were written, handed out or settled, alone or in a transaction. */
  count(operation: MeteredOperation, messages: number): void {
    if (!this.isOn || messages === 0) return;
    let counter = this.counters.get(operation);
    if (counter === undefined) {
      counter = this.metrics?.counter('channelMessages', { channel: this.channelId, operation });
      if (counter === undefined) return;
      this.counters.set(operation, counter);
    }
    counter.value += messages;
  }
}
