import type { BaseChannel } from '../../../src/channels/base-channel';
import type { HolonErrorCode } from '../../../src/errors/error-codes';
import type { ChannelMessage } from '../../../src/model/channel-message';
import type { Eventually } from '../../../src/model/json';
import type { Logger, LogFields } from '../../../src/observability/logger';
import type { ChannelLog, ChannelStore } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';

/** A logger that remembers. */
export class LogBook implements Logger {
  readonly lines: { readonly event: string; readonly fields: LogFields }[] = [];

  debug = this.record;
  info = this.record;
  warn = this.record;
  error = this.record;

  child(): Logger {
    return this;
  }

  /** The fields of every line of one event. */
  of(event: string): LogFields[] {
    return this.lines.filter((line) => line.event === event).map((line) => line.fields);
  }

  private get record(): (event: string, fields?: LogFields) => void {
    return (event, fields = {}) => {
      this.lines.push({ event, fields });
    };
  }
}

/** What a channel under test runs on; spread it into the options. */
export function bench(): { readonly clock: VirtualClock; readonly logger: LogBook } {
  return { clock: new VirtualClock(), logger: new LogBook() };
}

export async function started<C extends BaseChannel>(channel: C): Promise<C> {
  await channel.start();
  return channel;
}

/** A memory store that answers every question later, as one on disk or behind a network does. */
export function lateStore(): ChannelStore {
  return storeAnswering(async (_method, ask) => {
    await Promise.resolve();
    return ask();
  });
}

/** A memory store that does what it is asked at once and answers `method` of a log when `gate` opens. */
export function storeHolding(method: keyof ChannelLog, gate: Promise<void>): ChannelStore {
  return storeAnswering(async (asked, ask) => {
    const answer = ask();
    if (asked === method) await gate;
    return answer;
  });
}

function storeAnswering(
  answer: <T>(method: PropertyKey, ask: () => Eventually<T>) => Promise<T>,
): ChannelStore {
  const store = new MemoryStore();
  const inner = new Map<ChannelLog, ChannelLog>();
  const wrap = (log: ChannelLog): ChannelLog => {
    const late = new Proxy(log, {
      get(target, key) {
        const value: unknown = Reflect.get(target, key, target);
        if (typeof value !== 'function' || key === 'watch') return value;
        return (...args: unknown[]) =>
          answer(key, () => Reflect.apply(value, target, args) as unknown);
      },
    });
    inner.set(late, log);
    return late;
  };
  return {
    address: 'late:',
    open: (channelId, options) => answer('open', () => wrap(store.open(channelId, options))),
    commit: (operations) =>
      answer('commit', () =>
        store.commit(operations.map((one) => ({ ...one, log: inner.get(one.log) ?? one.log }))),
      ),
    flush: () => answer('flush', () => undefined),
    close: () => answer('close', () => store.close()),
  };
}

export function contents(messages: readonly ChannelMessage[]): unknown[] {
  return messages.map((message) => message.content);
}

/** The asymmetric matcher of a HolonError of `code`. */
export function failure(code: HolonErrorCode): unknown {
  return expect.objectContaining({ name: 'HolonError', code });
}

/** Whether `promise` is settled by now; time stands still. */
export async function isSettled(promise: Promise<unknown>): Promise<boolean> {
  let settled = false;
  const settle = (): void => {
    settled = true;
  };
  promise.then(settle, settle);
  await new VirtualClock().settle();
  return settled;
}

export function numbers(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, index) => from + index);
}
