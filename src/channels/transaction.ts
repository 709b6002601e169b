import { HolonError } from '../errors/holon-error';
import type { StoreOperation, ChannelStore, LogEntry, Settlement } from '../stores/channel-store';
import type {
  ChannelHandle,
  PreparedWrite,
  ReadHandle,
  TransactionHandle,
  WriteHandle,
} from './channel-handle';
import { checkId, checkIds, checkLimit } from './check-arguments';
import { nackAction } from './claim';

interface Step {
  readonly operation: StoreOperation;
  readonly handle: TransactionHandle;
}

/**
 * Collects the writes, settlements and cursor moves of one transaction and commits them in one step of the store.
 * Until then nothing is stored, and when the commit fails nothing ever was.
 */
export class Transaction {
  private readonly steps: Step[] = [];
  private readonly readChannels = new Set<string>();
  private store: ChannelStore | undefined;
  private ended = false;
  /** Writes that are being prepared. */
  private unfinished = 0;

  /** The handle to give a transaction's client in place of `handle`. */
  handleFor(handle: ChannelHandle): ChannelHandle {
    const transaction = handle.transaction;
    if (transaction === undefined) {
      throw this.failed(`channel '${handle.channelId}' cannot take part in one`);
    }
    return {
      channelId: handle.channelId,
      isClaimsOnly: handle.isClaimsOnly,
      ...(handle.reader ? { reader: this.reader(handle.channelId, transaction) } : {}),
      ...(handle.writer ? { writer: this.writer(transaction) } : {}),
    };
  }

  /** Commits, then pushes what was written. */
  async commit(): Promise<void> {
    this.end();
    if (this.unfinished > 0) throw this.failed('not everything in it was awaited');
    if (this.store === undefined) return;
    const results = await this.store.commit(this.steps.map(operationNow));
    const pushed: Promise<void>[] = [];
    let appended = 0;
    for (const { operation, handle } of this.steps) {
      if (operation.kind === 'settle') handle.settled(operation.settlement);
      if (operation.kind !== 'append') continue;
      const result = results[appended];
      appended += 1;
      if (result === undefined || result.duplicate) continue;
      const visibleAtMs = operation.options?.visibleAtMs;
      const entry: LogEntry = {
        seq: result.seq,
        message: operation.message,
        ...(visibleAtMs === undefined ? {} : { visibleAtMs }),
      };
      pushed.push(handle.publish(entry));
    }
    await Promise.all(pushed);
  }

  /** Nothing can be added any more. */
  end(): void {
    this.ended = true;
  }

  private writer(handle: TransactionHandle): WriteHandle {
    const append = async (
      prepare: () => Promise<PreparedWrite>,
    ): Promise<{ readonly id: string; readonly duplicate: boolean }> => {
      this.join(handle);
      this.unfinished += 1;
      try {
        const { message, append: options } = await prepare();
        const duplicate = this.appends(handle, message.id) || (await isKept(handle, message.id));
        this.add(handle, { kind: 'append', log: handle.log, message, options });
        return { id: message.id, duplicate };
      } finally {
        this.unfinished -= 1;
      }
    };
    return {
      write: (content, options = {}) => append(() => handle.prepare(content, options)),
      writeMessage: (message) => append(() => handle.prepareMessage(message)),
    };
  }

  private appends(handle: TransactionHandle, id: string): boolean {
    return this.steps.some(
      ({ operation }) =>
        operation.kind === 'append' && operation.log === handle.log && operation.message.id === id,
    );
  }

  private reader(channelId: string, handle: TransactionHandle): ReadHandle {
    const systemId = handle.systemId;
    const settle = (ids: readonly string[], action: Settlement['action']): void => {
      handle.ensure('claimable', action.kind);
      this.join(handle);
      for (const id of ids) {
        const settlement = { holder: systemId, id, action };
        const nowMs = handle.nowMs();
        this.add(handle, { kind: 'settle', log: handle.log, settlement, nowMs });
      }
    };
    const unsupported = (operation: string): HolonError =>
      new HolonError('HOLON_UNSUPPORTED_OPERATION', `A transaction has no ${operation}`, {
        hint: `Call ${operation} on the client before the transaction.`,
      });
    return {
      read: async (options = {}) => {
        handle.ensure('sharable', 'read');
        this.join(handle);
        const limit = checkLimit(options.limit, 'read in a transaction');
        if (options.after !== undefined) checkId(options.after, 'after', 'read in a transaction');
        if (this.readChannels.has(channelId)) {
          throw this.failed(
            `channel '${channelId}' was read already; read once with a larger limit`,
          );
        }
        this.readChannels.add(channelId);
        const page = await handle.log.peek(systemId, {
          limit,
          nowMs: handle.nowMs(),
          ...(options.after === undefined ? {} : { after: options.after }),
          ...(options.from === undefined ? {} : { from: options.from }),
        });
        const { position } = page;
        // An empty page moves nothing, unless it is what makes 'now' the place to begin at.
        if (page.entries.length > 0 || options.from === 'now') {
          this.add(handle, { kind: 'advance', log: handle.log, reader: systemId, position });
        }
        return page.entries.map((entry) => entry.message);
      },
      acknowledge: async (ids) => {
        settle(checkIds(ids, 'acknowledge in a transaction'), { kind: 'acknowledge' });
        return { settled: ids, refused: [] };
      },
      nack: async (ids, options = {}) => {
        settle(
          checkIds(ids, 'nack in a transaction'),
          nackAction(options, handle.nowMs(), channelId),
        );
        return { settled: ids, refused: [] };
      },
      claim: () => Promise.reject(unsupported('claim')),
      subscribe: () => Promise.reject(unsupported('subscribe')),
      stream() {
        throw unsupported('stream');
      },
      changeTicket: () => 0,
      waitForChange: () => Promise.reject(unsupported('waitForChange')),
    };
  }

  private join(handle: TransactionHandle): void {
    if (this.ended) throw this.failed('it has ended; await everything inside the callback');
    this.store ??= handle.store;
    if (this.store !== handle.store) throw this.failed('its channels are kept in different stores');
  }

  private add(handle: TransactionHandle, operation: StoreOperation): void {
    if (this.ended) throw this.failed('it has ended; await everything inside the callback');
    this.steps.push({ operation, handle });
  }

  private failed(why: string): HolonError {
    return new HolonError('HOLON_TRANSACTION_FAILED', `The transaction failed: ${why}`);
  }
}

async function isKept(handle: TransactionHandle, id: string): Promise<boolean> {
  return (await handle.log.get(id)) !== undefined;
}

/** Whether a claim is still held is judged when the transaction commits, not when it was settled in it. */
function operationNow({ operation, handle }: Step): StoreOperation {
  return operation.kind === 'settle' ? { ...operation, nowMs: handle.nowMs() } : operation;
}
