import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import type {
  AppendResult,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../../stores/channel-store';
import { atOnce } from './at-once';
import type { ChannelLedger } from './channel-ledger';
import { type Holdup, holdUp, type LedgerSettlement } from './redelivery';
import { SimulatedLog } from './simulated-log';
import { SimulatedPosition } from './simulated-position';
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
    const label = `${[...logs].sort().join('+') || 'empty'}.commit`;
    const late = holdUp(label, operations.flatMap(settlementIn), this.line);
    const effect = (): readonly AppendResult[] => {
      const results = this.commitNow(operations.map((one) => heldUp(one, late)));
      if (results.some(({ duplicate }) => !duplicate)) this.repeatSometimes(label, operations);
      return results;
    };
    return this.line.call(label, effect, late);
  }

  flush(): Promise<void> {
    return this.line.whenAnswered();
  }

  close(): Promise<void> {
    return this.line.whenAnswered();
  }

  /** A transaction that comes again is refused where it settles, and stores nothing new where it only writes. */
  private repeatSometimes(label: string, operations: readonly StoreOperation[]): void {
    const { decisions, schedule } = this.line.parts;
    if (!operations.every(mayComeAgain)) return;
    const random = decisions.take('duplicate', label);
    if (random === undefined) return;
    schedule.add(`${label} again`, random.spread(1, 500), () => {
      // An id is known for as long as its message is kept.
      if (!operations.every(isKept)) return;
      try {
        this.commitNow(operations);
      } catch {
        // What was settled is settled; nobody waits for the answer.
      }
    });
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

/** Whether doing it once more is to change nothing: not so where a reader goes back, or any present claim is meant. */
function mayComeAgain(operation: StoreOperation): boolean {
  if (operation.kind === 'settle') return operation.settlement.token !== undefined;
  if (operation.kind === 'append') return true;
  const { position } = operation;
  return position instanceof SimulatedPosition && !position.page.restart;
}

function isKept(operation: StoreOperation): boolean {
  return operation.kind !== 'append' || ledgerOf(operation).isStored(operation.message.id);
}

function settlementIn(operation: StoreOperation): readonly LedgerSettlement[] {
  if (operation.kind !== 'settle') return [];
  return [{ ledger: ledgerOf(operation), settlement: operation.settlement }];
}

function heldUp(operation: StoreOperation, late: Holdup): StoreOperation {
  if (operation.kind !== 'settle') return operation;
  return { ...operation, nowMs: late.nowMs(operation.nowMs) };
}

function ledgerOf({ log }: StoreOperation): ChannelLedger {
  return own(log).notes.ledger;
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
