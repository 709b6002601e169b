import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import type {
  AppendResult,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../../stores/channel-store';
import { atOnce } from './at-once';
import { SimulatedLog, SimulatedPosition } from './simulated-log';
import type { StoreLine } from './store-line';

/** A store as one process sees it: slow, failing, and watched by the ledger. */
export class SimulatedStore implements ChannelStore {
  readonly address: string;

  constructor(
    private readonly inner: ChannelStore,
    private readonly line: StoreLine,
  ) {
    this.address = inner.address;
  }

  open(channelId: string, options?: LogOptions): Eventually<SimulatedLog> {
    return this.line.call(`${channelId}.open`, () => {
      const log = atOnce(this.inner.open(channelId, options));
      this.line.parts.ledger.channel(channelId).opened(log, options);
      return new SimulatedLog(channelId, log, this.line);
    });
  }

  commit(operations: readonly StoreOperation[]): Eventually<readonly AppendResult[]> {
    const logs = new Set(operations.map(({ log }) => own(log).channelId));
    return this.line.call(`${[...logs].sort().join('+') || 'empty'}.commit`, () =>
      this.commitNow(operations),
    );
  }

  flush(): Promise<void> {
    return this.line.whenAnswered();
  }

  close(): Promise<void> {
    return this.line.whenAnswered();
  }

  private commitNow(operations: readonly StoreOperation[]): readonly AppendResult[] {
    const { trace } = this.line.parts;
    let results: readonly AppendResult[];
    try {
      results = atOnce(this.inner.commit(operations.map(innerOperation)));
    } catch (error) {
      trace.add(`commit refused: ${error instanceof Error ? error.message : String(error)}`);
      for (const operation of operations) {
        if (operation.kind === 'append') own(operation.log).notes.refused(operation.message);
      }
      throw error;
    }
    let appended = 0;
    for (const operation of operations) {
      const { notes } = own(operation.log);
      if (operation.kind === 'settle') {
        notes.settled(operation.settlement, operation.nowMs, true);
      } else if (operation.kind === 'advance') {
        const { position } = operation;
        if (position instanceof SimulatedPosition) notes.advanced(position.page, undefined);
      } else {
        const result = results[appended];
        appended += 1;
        if (result !== undefined) notes.appended(operation.message, operation.options, result);
      }
    }
    return results;
  }
}

function own(log: StoreOperation['log']): SimulatedLog {
  if (log instanceof SimulatedLog) return log;
  throw new HolonError('HOLON_TRANSACTION_FAILED', 'A transaction names a log of another store');
}

function innerOperation(operation: StoreOperation): StoreOperation {
  const log = own(operation.log).inner;
  if (operation.kind !== 'advance') return { ...operation, log };
  const { position } = operation;
  return {
    ...operation,
    log,
    position: position instanceof SimulatedPosition ? position.inner : position,
  };
}
