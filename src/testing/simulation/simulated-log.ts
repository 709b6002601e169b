import type { Eventually } from '../../model/json';
import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ClaimRequest,
  ClearFilter,
  DeadLetter,
  EvictRequest,
  EvictResult,
  LogEntry,
  LogStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  SweepResult,
} from '../../stores/channel-store';
import { atOnce } from './at-once';
import type { ChannelLedger } from './channel-ledger';
import { noteClaims } from './claim-check';
import { LogNotes } from './log-notes';
import { holdUp } from './redelivery';
import type { ExpectedPage } from './reader-ledger';
import { noteCleared, noteEvicted, noteKeysSwept, noteRemoved } from './removals';
import { SimulatedPosition } from './simulated-position';
import type { CallOptions, StoreLine } from './store-line';

/** The log of one channel as one process sees it. The ledger hears of every effect as it happens. */
export class SimulatedLog implements ChannelLog {
  readonly notes: LogNotes;
  private readonly ledger: ChannelLedger;

  constructor(
    readonly channelId: string,
    readonly inner: ChannelLog,
    private readonly line: StoreLine,
  ) {
    this.notes = new LogNotes(channelId, line.parts);
    this.ledger = this.notes.ledger;
  }

  get count(): number {
    return this.inner.count;
  }

  append(message: StoredMessage, options?: AppendOptions): Eventually<AppendResult> {
    return this.call('append', () => {
      const result = this.appendNow(message, options);
      const random = this.line.parts.decisions.take('duplicate', `${this.channelId}.append`);
      if (random !== undefined && !result.duplicate) {
        this.line.parts.schedule.add(
          `${this.channelId}.append again`,
          random.spread(1, 500),
          () => {
            // An id is known for as long as its message is kept.
            if (this.ledger.isStored(message.id)) this.appendNow(message, options);
          },
        );
      }
      return result;
    });
  }

  scan(request: {
    afterSeq: number;
    limit: number;
    nowMs: number;
  }): Eventually<readonly LogEntry[]> {
    return this.call('scan', () => {
      const entries = atOnce(this.inner.scan(request));
      this.ledger.passTime(request.nowMs);
      return entries;
    });
  }

  headSeq(): Eventually<number> {
    return this.call('headSeq', () => atOnce(this.inner.headSeq()));
  }

  get(id: string): Eventually<LogEntry | undefined> {
    return this.call('get', () => atOnce(this.inner.get(id)));
  }

  peek(reader: string, request: ReadRequest): Eventually<ReadPage> {
    return this.call('peek', () => {
      const [{ entries, position }, page] = this.look(reader, request);
      this.notes.given(reader, 'looks at', entries);
      return { entries, position: new SimulatedPosition(position, page) };
    });
  }

  advance(reader: string, position: unknown, count?: number): Eventually<void> {
    return this.call('advance', () => {
      const { inner } = position instanceof SimulatedPosition ? position : { inner: position };
      atOnce(this.inner.advance(reader, inner, count));
      if (position instanceof SimulatedPosition) this.notes.advanced(position.page, count);
    });
  }

  read(reader: string, request: ReadRequest): Eventually<readonly LogEntry[]> {
    return this.call('read', () => {
      this.ledger.passTime(request.nowMs);
      const entries = atOnce(this.inner.read(reader, request));
      const page = this.ledger.readers.expect(reader, request);
      this.ledger.readers.check(page, entries, request.nowMs);
      this.ledger.readers.advance(page);
      this.notes.given(reader, 'reads', entries);
      return entries;
    });
  }

  claim(holder: string, request: ClaimRequest): Eventually<readonly StoredClaim[]> {
    return this.call(
      'claim',
      () => {
        const claims = atOnce(this.inner.claim(holder, request));
        noteClaims(this.ledger, holder, request, claims, this.line);
        this.notes.given(holder, 'claims', claims);
        return claims;
      },
      { unheard: this.forget },
    );
  }

  settle(settlement: Settlement, nowMs: number): Eventually<boolean> {
    const { kind } = settlement.action;
    const { ledger, line } = this;
    const late = holdUp(`${this.channelId}.${kind}`, [{ ledger, settlement }], line);
    const effect = (): boolean => {
      const done = atOnce(this.inner.settle(settlement, late.nowMs(nowMs)));
      this.notes.settled(settlement, late.nowMs(nowMs), done);
      return done;
    };
    return this.call(kind, effect, late);
  }

  sweep(nowMs: number): Eventually<SweepResult> {
    return this.call('sweep', () => {
      const result = atOnce(this.inner.sweep(nowMs));
      this.ledger.passTime(nowMs);
      return result;
    });
  }

  nextVisibleAtMs(): Eventually<number | undefined> {
    return this.call('nextVisibleAt', () => atOnce(this.inner.nextVisibleAtMs()));
  }

  dead(limit: number): Eventually<readonly DeadLetter[]> {
    return this.call('dead', () => atOnce(this.inner.dead(limit)));
  }

  redrive(ids: readonly string[]): Eventually<readonly string[]> {
    return this.call('redrive', () => {
      const redriven = atOnce(this.inner.redrive(ids));
      this.ledger.redriven(redriven);
      return redriven;
    });
  }

  remove(ids: readonly string[]): Eventually<readonly string[]> {
    return this.call('remove', () => {
      const removed = atOnce(this.inner.remove(ids));
      noteRemoved(this.ledger, removed);
      return removed;
    });
  }

  clear(filter: ClearFilter): Eventually<number> {
    return this.call('clear', () => {
      const count = atOnce(this.inner.clear(filter));
      noteCleared(this.ledger, filter);
      return count;
    });
  }

  evict(request: EvictRequest): Eventually<EvictResult> {
    return this.call('evict', () => {
      const result = atOnce(this.inner.evict(request));
      this.ledger.passTime(request.nowMs);
      if (result.evicted > 0) noteEvicted(this.ledger, request);
      return result;
    });
  }

  stats(nowMs: number): Eventually<LogStats> {
    return this.call('stats', () => {
      const stats = atOnce(this.inner.stats(nowMs));
      this.ledger.passTime(nowMs);
      return stats;
    });
  }

  keyed(nowMs: number): Eventually<readonly LogEntry[]> {
    return this.call('keyed', () => {
      const entries = atOnce(this.inner.keyed(nowMs));
      this.ledger.passTime(nowMs);
      return entries;
    });
  }

  sweepKeyed(nowMs: number): Eventually<number> {
    return this.call('sweepKeyed', () => {
      const count = atOnce(this.inner.sweepKeyed(nowMs));
      if (count > 0) noteKeysSwept(this.ledger, nowMs);
      return count;
    });
  }

  watch(listener: (foreign?: boolean) => void): () => void {
    const { decisions, schedule } = this.line.parts;
    const tell = (): void => {
      if (!this.line.isDown) listener();
    };
    const stop = this.inner.watch(() => {
      schedule.activity += 1;
      const label = `${this.channelId}.watch`;
      const random = this.line.isDown ? undefined : decisions.take('slowStore', label);
      if (random === undefined) tell();
      else schedule.add(label, random.between(0, 50), tell, { owner: this.line });
    });
    this.line.whenCut(stop);
    return stop;
  }

  /** Nobody knows that he holds these. */
  private readonly forget = (claims: readonly StoredClaim[]): void => {
    for (const { message } of claims) {
      const record = this.ledger.byId.get(message.id);
      if (record !== undefined) record.claimant = undefined;
    }
  };

  private call<T>(operation: string, effect: () => T, options?: CallOptions<T>): Eventually<T> {
    return this.line.call(`${this.channelId}.${operation}`, effect, options);
  }

  private appendNow(message: StoredMessage, options: AppendOptions | undefined): AppendResult {
    const result = atOnce(this.inner.append(message, options));
    this.notes.appended(message, options, result);
    return result;
  }

  private look(reader: string, request: ReadRequest): readonly [ReadPage, ExpectedPage] {
    const found = atOnce(this.inner.peek(reader, request));
    this.ledger.passTime(request.nowMs);
    const page = this.ledger.readers.expect(reader, request);
    this.ledger.readers.check(page, found.entries, request.nowMs);
    return [found, page];
  }
}
