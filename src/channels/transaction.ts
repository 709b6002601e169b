import { HolonError } from '../errors/holon-error';
import type {
  AppendResult,
  ChannelLog,
  ChannelStore,
  LogEntry,
  Settlement,
  StoreOperation,
} from '../stores/channel-store';
import type {
  ChannelHandle,
  PreparedWrite,
  ReadHandle,
  TransactionHandle,
  TransactionMember,
  WriteHandle,
  WriteReceipt,
} from './channel-handle';
import { checkId, checkIds, checkLimit } from './check-arguments';
import { nackAction, tokenOf, type Claim } from './claim';

interface Step {
  readonly operation: StoreOperation;
  readonly member: TransactionMember;
}

/** Makes a channel a member of the transaction when it is first used. */
type Join = () => TransactionMember;

/**
 * Collects the writes, settlements and cursor moves of one transaction and commits them in one step of the store.
 * Until then nothing is stored, and when the commit fails nothing ever was.
 */
export class Transaction {
  private readonly steps: Step[] = [];
  private readonly readChannels = new Set<string>();
  /** Ids of the messages to be appended. */
  private readonly appended = new Map<ChannelLog, Set<string>>();
  private store: ChannelStore | undefined;
  private ended = false;
  /** Writes that are being prepared. */
  private unfinished = 0;

  /** The handle to give a transaction's client in place of `handle`. */
  handleFor(handle: ChannelHandle): ChannelHandle {
    const transaction = this.transactionOf(handle);
    const join = this.joiner(transaction);
    return {
      channelId: handle.channelId,
      isClaimsOnly: handle.isClaimsOnly,
      ...(handle.reader ? { reader: this.reader(handle.channelId, transaction, join) } : {}),
      ...(handle.writer ? { writer: this.writer(join) } : {}),
    };
  }

  /** Acknowledges these claims, and no later ones of the same messages. */
  acknowledge(handle: ChannelHandle, claims: readonly Claim<unknown>[]): void {
    const transaction = this.transactionOf(handle);
    const member = this.joiner(transaction)();
    for (const claim of claims) {
      const settles = { id: claim.id, token: tokenOf(claim) };
      this.settle(member, transaction.systemId, settles, { kind: 'acknowledge' });
    }
  }

  /** Commits, then pushes what was written. Refuses nothing any more once the store has it. */
  async commit(): Promise<void> {
    this.end();
    if (this.unfinished > 0) throw this.failed('not everything in it was awaited');
    if (this.store === undefined) return;
    const results = await this.storeIn(this.store);
    const pushed: Promise<void>[] = [];
    let appended = 0;
    for (const { operation, member } of this.steps) {
      if (operation.kind === 'settle') member.settled(operation.settlement);
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
      pushed.push(member.publish(entry));
    }
    await Promise.all(pushed);
  }

  /** Nothing can be added any more. */
  end(): void {
    this.ended = true;
  }

  private async storeIn(store: ChannelStore): Promise<readonly AppendResult[]> {
    for (const { member } of this.steps) member.checkOpen();
    try {
      return await this.commitWithRoom(store);
    } catch (error) {
      for (const { member } of this.steps) member.failed(error);
      throw error;
    }
  }

  private async commitWithRoom(store: ChannelStore): Promise<readonly AppendResult[]> {
    try {
      return await store.commit(this.steps.map(operationNow));
    } catch (error) {
      if (!(await this.madeRoom(error))) throw error;
      return store.commit(this.steps.map(operationNow));
    }
  }

  private async madeRoom(error: unknown): Promise<boolean> {
    let hasRoom = false;
    const asked = new Set<ChannelLog>();
    for (const { operation, member } of this.steps) {
      if (operation.kind !== 'append' || asked.has(operation.log)) continue;
      asked.add(operation.log);
      if (await member.madeRoom(error)) hasRoom = true;
    }
    return hasRoom;
  }

  private writer(join: Join): WriteHandle {
    const append = async (
      prepare: (member: TransactionMember) => Promise<PreparedWrite | undefined>,
      mayBeKept: boolean,
    ): Promise<WriteReceipt> => {
      const member = join();
      this.unfinished += 1;
      try {
        const prepared = await prepare(member);
        if (prepared === undefined) return { id: '', duplicate: false };
        const { message, append: options } = prepared;
        const isAppended = this.isAppended(member.log, message.id);
        const duplicate = isAppended || (mayBeKept && (await isKept(member.log, message.id)));
        this.add({ operation: { kind: 'append', log: member.log, message, options }, member });
        return { id: message.id, duplicate };
      } finally {
        this.unfinished -= 1;
      }
    };
    return {
      // An id that holon makes is nobody else's.
      write: (content, options = {}) =>
        append((member) => member.prepare(content, options), options.id !== undefined),
      writeMessage: (message) => append((member) => member.prepareMessage(message), true),
    };
  }

  /** Whether a message of this id is appended already; it is from now on. */
  private isAppended(log: ChannelLog, id: string): boolean {
    let ids = this.appended.get(log);
    if (ids === undefined) this.appended.set(log, (ids = new Set()));
    if (ids.has(id)) return true;
    ids.add(id);
    return false;
  }

  private settle(
    member: TransactionMember,
    holder: string,
    { id, token }: { readonly id: string; readonly token: Settlement['token'] },
    action: Settlement['action'],
  ): void {
    const settlement = { holder, id, ...(token === undefined ? {} : { token }), action };
    const { log } = member;
    this.add({ operation: { kind: 'settle', log, settlement, nowMs: member.nowMs() }, member });
  }

  private reader(channelId: string, handle: TransactionHandle, join: Join): ReadHandle {
    const systemId = handle.systemId;
    const settle = (ids: readonly string[], action: Settlement['action']): void => {
      handle.ensure('claimable', action.kind);
      const member = join();
      for (const id of ids) {
        this.settle(member, systemId, { id, token: member.tokenOf(id) }, action);
      }
    };
    const unsupported = (operation: string): HolonError =>
      new HolonError('HOLON_UNSUPPORTED_OPERATION', `A transaction has no ${operation}`, {
        hint: `Call ${operation} on the client before the transaction.`,
      });
    return {
      read: async (options = {}) => {
        handle.ensure('sharable', 'read');
        const member = join();
        await handle.authorizeRead();
        const limit = checkLimit(options.limit, 'read in a transaction');
        if (options.after !== undefined) checkId(options.after, 'after', 'read in a transaction');
        if (this.readChannels.has(channelId)) {
          throw this.failed(
            `channel '${channelId}' was read already; read once with a larger limit`,
          );
        }
        this.readChannels.add(channelId);
        const { log } = member;
        const page = await log.peek(systemId, {
          limit,
          nowMs: member.nowMs(),
          ...(options.after === undefined ? {} : { after: options.after }),
          ...(options.from === undefined ? {} : { from: options.from }),
        });
        const { position } = page;
        // An empty page moves nothing, unless it is what makes 'now' the place to begin at.
        if (page.entries.length > 0 || options.from === 'now') {
          this.add({ operation: { kind: 'advance', log, reader: systemId, position }, member });
        }
        return member.received(page.entries.map((entry) => entry.message));
      },
      acknowledge: async (ids) => {
        settle(checkIds(ids, 'acknowledge in a transaction'), { kind: 'acknowledge' });
        return { settled: ids, refused: [] };
      },
      nack: async (ids, options = {}) => {
        settle(
          checkIds(ids, 'nack in a transaction'),
          nackAction(options, join().nowMs(), channelId),
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

  private transactionOf({ channelId, transaction }: ChannelHandle): TransactionHandle {
    if (transaction !== undefined) return transaction;
    throw this.failed(`channel '${channelId}' cannot take part in one`);
  }

  private joiner(handle: TransactionHandle): Join {
    let member: TransactionMember | undefined;
    return () => {
      this.checkNotEnded();
      member ??= handle.join();
      this.store ??= member.store;
      if (this.store === member.store) return member;
      throw this.failed('its channels are kept in different stores');
    };
  }

  private add(step: Step): void {
    this.checkNotEnded();
    this.steps.push(step);
  }

  private checkNotEnded(): void {
    if (this.ended) throw this.failed('it has ended; await everything inside the callback');
  }

  private failed(why: string): HolonError {
    return new HolonError('HOLON_TRANSACTION_FAILED', `The transaction failed: ${why}`);
  }
}

async function isKept(log: ChannelLog, id: string): Promise<boolean> {
  return (await log.get(id)) !== undefined;
}

/** Whether a claim is still held is judged when the transaction commits, not when it was settled in it. */
function operationNow({ operation, member }: Step): StoreOperation {
  return operation.kind === 'settle' ? { ...operation, nowMs: member.nowMs() } : operation;
}
