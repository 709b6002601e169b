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
  StoreOperation,
  SweepResult,
} from '../../stores/channel-store';
import type { MemoryLog } from '../../stores/memory/memory-log';
import { PagePosition } from '../../stores/memory/page-position';
import type { Clock } from '../../util/clock';
import { type CallPlace, callPlace, userPlaceOf } from './call-place';
import type { ChannelRecord, RecordedKind } from './channel-record';

const SETTLED: Readonly<Record<Settlement['action']['kind'], RecordedKind>> = {
  acknowledge: 'acknowledged',
  nack: 'nacked',
  release: 'released',
  extend: 'extended',
};

/** One log of a `RecordingStore`. */
export class RecordingLog implements ChannelLog {
  private readonly claimedAt = new Map<string, CallPlace>();

  constructor(
    readonly channelId: string,
    readonly inner: MemoryLog,
    private readonly record: ChannelRecord,
    private readonly clock: Clock,
  ) {}

  get count(): number {
    return this.inner.count;
  }

  append(message: StoredMessage, options?: AppendOptions): AppendResult {
    const result = this.inner.append(message, options);
    this.appended(message, result);
    return result;
  }

  read(reader: string, request: ReadRequest): readonly LogEntry[] {
    const entries = this.inner.read(reader, request);
    this.noteRead(reader, entries);
    return entries;
  }

  peek(reader: string, request: ReadRequest): ReadPage {
    return this.inner.peek(reader, request);
  }

  advance(reader: string, position: unknown, count?: number): void {
    this.inner.advance(reader, position, count);
    this.advanced(reader, position, count);
  }

  claim(holder: string, request: ClaimRequest): readonly StoredClaim[] {
    const claims = this.inner.claim(holder, request);
    const place = claims.length === 0 ? undefined : callPlace();
    for (const { message } of claims) {
      this.note('claimed', holder, message.id, message);
      if (place !== undefined) this.claimedAt.set(message.id, place);
    }
    return claims;
  }

  /** Where the last claim of a message was made: `file:line:column` of a test or system; undefined where holon made it. */
  placeOfClaim(messageId: string): string | undefined {
    return userPlaceOf(this.claimedAt.get(messageId) ?? {});
  }

  settle(settlement: Settlement, nowMs: number): boolean {
    const message = this.messageOf(settlement.id);
    const settled = this.inner.settle(settlement, nowMs);
    this.settled(settlement, message, settled);
    return settled;
  }

  /** What has to be looked up before `operation` is done. */
  before(operation: StoreOperation): StoredMessage | undefined {
    return operation.kind === 'settle' ? this.messageOf(operation.settlement.id) : undefined;
  }

  /** A transaction has done `operation`. */
  committed(
    operation: StoreOperation,
    message: StoredMessage | undefined,
    result: AppendResult | undefined,
  ): void {
    if (operation.kind === 'settle') this.settled(operation.settlement, message, true);
    else if (operation.kind === 'advance') this.advanced(operation.reader, operation.position);
    else if (result !== undefined) this.appended(operation.message, result);
  }

  scan(request: { afterSeq: number; limit: number; nowMs: number }): readonly LogEntry[] {
    return this.inner.scan(request);
  }

  headSeq(): number {
    return this.inner.headSeq();
  }

  get(id: string): LogEntry | undefined {
    return this.inner.get(id);
  }

  sweep(nowMs: number): SweepResult {
    return this.inner.sweep(nowMs);
  }

  nextVisibleAtMs(): number | undefined {
    return this.inner.nextVisibleAtMs();
  }

  dead(limit: number): readonly DeadLetter[] {
    return this.inner.dead(limit);
  }

  redrive(ids: readonly string[]): readonly string[] {
    return this.inner.redrive(ids);
  }

  remove(ids: readonly string[]): readonly string[] {
    return this.inner.remove(ids);
  }

  clear(filter: ClearFilter): number {
    return this.inner.clear(filter);
  }

  evict(request: EvictRequest): EvictResult {
    return this.inner.evict(request);
  }

  stats(nowMs: number): LogStats {
    return this.inner.stats(nowMs);
  }

  keyed(nowMs: number): readonly LogEntry[] {
    return this.inner.keyed(nowMs);
  }

  sweepKeyed(nowMs: number): number {
    return this.inner.sweepKeyed(nowMs);
  }

  watch(listener: (foreign?: boolean) => void): () => void {
    return this.inner.watch(listener);
  }

  private appended(message: StoredMessage, result: AppendResult): void {
    if (!result.duplicate) this.note('written', message.senderId, message.id, message);
  }

  private advanced(reader: string, position: unknown, count?: number): void {
    // The store has refused every other position.
    if (position instanceof PagePosition) this.noteRead(reader, position.upTo(count).entries);
  }

  private noteRead(reader: string, entries: readonly LogEntry[]): void {
    for (const { message } of entries) this.note('read', reader, message.id, message);
  }

  private settled(
    { action, holder, id }: Settlement,
    message: StoredMessage | undefined,
    settled: boolean,
  ): void {
    if (settled && action.kind !== 'extend') this.claimedAt.delete(id);
    const reason = action.kind === 'nack' ? action.reason : undefined;
    this.note(settled ? SETTLED[action.kind] : 'refused', holder, id, message, reason);
  }

  private note(
    kind: RecordedKind,
    systemId: string,
    messageId: string,
    message: StoredMessage | undefined,
    reason?: string,
  ): void {
    this.record.add({
      kind,
      systemId,
      channelId: this.channelId,
      messageId,
      atMs: this.clock.nowMs(),
      ...(message === undefined ? {} : { message }),
      ...(reason === undefined ? {} : { reason }),
    });
  }

  private messageOf(id: string): StoredMessage | undefined {
    return this.inner.get(id)?.message;
  }
}
