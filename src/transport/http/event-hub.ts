import type { Attendance } from '../../channels/attendance';
import type { ChannelRuntime } from '../../channels/channel-runtime';
import { HolonError } from '../../errors/holon-error';
import type { LogEntry } from '../../stores/channel-store';
import type { Clock, Timer } from '../../util/clock';
import { isPending } from '../../util/eventually';
import { nextTurn } from '../../util/turn';
import { HEARTBEAT } from '../wire/event-codec';
import type { EventPage } from './event-page';
import type { EventReader } from './event-reader';
import { EventSender, PAGE } from './event-sender';
import { LateMessages, type Beginning, type DueMessages } from './late-messages';
import type { PublicChannel } from './public-channels';
import { endBy, StreamRight, tokenEnded } from './stream-right';

const HEARTBEAT_MS = 15_000;
const UNAVAILABLE = 503;

/**
 * The event streams of one channel. One loop reads the log for all readers that are live; each message is read and
 * written as text once. A reader that begins further back, or has not taken what he was sent, reads by himself, page by
 * page, until he has caught up: so nobody waits for anybody, and no more than a page is held for anyone.
 */
export class EventHub {
  readonly late: LateMessages;
  private readonly readers = new Set<EventReader>();
  /** Live readers have everything up to here. */
  private place = 0;
  /** The last place at which a reader has begun. */
  private begun = 0;
  private loop: AbortController | undefined;
  private preparing: Promise<void> | undefined;
  private heartbeat: Timer | undefined;
  private readonly runtime: ChannelRuntime;
  private readonly clock: Clock;
  private readonly right: StreamRight;
  private readonly sender: EventSender;

  constructor(target: PublicChannel) {
    this.runtime = target.channel.active();
    this.clock = this.runtime.environment.clock;
    this.late = new LateMessages(this.runtime.log);
    this.right = new StreamRight(target, this.clock, this.runtime.environment.logger);
    this.sender = new EventSender(target, this.late, this.right, () => this.place);
  }

  /** Must be awaited before `add`. */
  async prepare(): Promise<void> {
    if (this.loop !== undefined) {
      await this.lookAhead();
      return;
    }
    this.preparing ??= this.prepareNow().finally(() => {
      this.preparing = undefined;
    });
    await this.preparing;
  }

  /** Sends to `reader` what lies behind `beginning`, until he goes away. */
  add(reader: EventReader, beginning: Beginning): void {
    reader.begin(this.late.lastAt(beginning));
    this.readers.add(reader);
    this.begun = Math.max(this.begun, reader.place);
    reader.owe(this.late.behind(beginning));
    void this.sender.catchUp(reader);
    if (this.loop !== undefined) return;
    const loop = new AbortController();
    this.loop = loop;
    void this.run(loop.signal);
    this.armHeartbeat();
  }

  remove(reader: EventReader): void {
    this.readers.delete(reader);
    if (this.readers.size > 0) return;
    this.loop?.abort();
    this.loop = undefined;
    this.heartbeat?.cancel();
  }

  /** Ends a stream whose token has ended. */
  expire(reader: EventReader): void {
    endBy(reader, tokenEnded());
  }

  /** Ends these streams: their publication drains. */
  end(readers: Iterable<EventReader>): void {
    const problem = new HolonError('HOLON_DRAINING', 'The app is draining', {
      hint: 'Come again with Last-Event-ID once it has been started anew.',
    });
    for (const reader of [...readers]) reader.end(problem, UNAVAILABLE);
  }

  /** Nobody was there: what was due meanwhile took its place, and what was delayed is found. */
  private async prepareNow(): Promise<void> {
    const nowMs = this.clock.nowMs();
    for (;;) {
      const due = await this.late.due(nowMs, this.place, () => true);
      // From here on it is for the loop, which somebody has begun.
      if (this.loop !== undefined) return;
      if (due.found.length === 0) break;
      this.late.commit(due, this.place);
    }
    const head = await this.lookAhead();
    if (this.loop === undefined) this.place = Math.max(this.place, head);
  }

  /** Who begins before the loop has come that far would not learn what was delayed when he began. */
  private async lookAhead(): Promise<number> {
    const head = await this.runtime.log.headSeq();
    await this.late.look(this.place, head, this.clock.nowMs());
    return head;
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { log } = this.runtime;
    try {
      while (!signal.aborted) {
        const ticket = this.runtime.changeTicket();
        const nowMs = this.clock.nowMs();
        const { begun } = this;
        const latePage = this.sender.newPage();
        const due = await this.late.due(nowMs, this.place, (entry) => {
          latePage.add(entry);
          return !latePage.isFull;
        });
        // What is late must not take its place before the beginning of somebody who waits for it.
        const isLate = due.found.length > 0 && this.place >= this.begun;
        const entries = isLate ? [] : await log.scan({ afterSeq: this.place, limit: PAGE, nowMs });
        // What a new loop delivers is not for this one.
        if (signal.aborted) return;
        if (isLate) this.deliverLate(due, latePage);
        else if (entries.length > 0) this.deliver(entries);
        else if (this.place < begun) this.place = begun;
        else await this.rest(ticket, signal);
        // Requests come in between, and what they bring in one turn goes out in one piece.
        await nextTurn();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  /** Another process may have ended a delay before this one looked: then nothing but the time wakes. */
  private async rest(ticket: number, signal: AbortSignal): Promise<void> {
    const { nextMs } = this.late;
    const wake = (): void => {
      this.runtime.mayHaveChanged();
    };
    const leftMs = Math.max(0, nextMs - this.clock.nowMs());
    const timer =
      nextMs === Infinity ? undefined : this.clock.setTimer(leftMs, wake, { background: true });
    try {
      await this.runtime.waitForChange(ticket, signal);
    } finally {
      timer?.cancel();
    }
  }

  private deliver(entries: readonly LogEntry[]): void {
    const { page, last } = this.pageOf(entries);
    this.place = last;
    for (const reader of this.readers) {
      if (reader.state !== 'live') continue;
      if (reader.isFull) {
        void this.sender.catchUp(reader);
        continue;
      }
      const verdict = this.right.judge(reader.principal);
      if (isPending(verdict)) {
        reader.state = 'behind';
        void this.sender.catchUp(reader, verdict);
      } else if (verdict === undefined) {
        this.sender.send(reader, page, last);
      } else {
        endBy(reader, verdict);
      }
    }
  }

  /** As many of `entries` as one page holds; delayed ones come when they are due. */
  private pageOf(entries: readonly LogEntry[]): {
    readonly page: EventPage;
    readonly last: number;
  } {
    const nowMs = this.clock.nowMs();
    const page = this.sender.newPage();
    let last = 0;
    for (const entry of entries) {
      if (!this.late.has(entry.seq) && !this.late.pass(entry, nowMs)) page.add(entry);
      last = entry.seq;
      if (page.isFull) break;
    }
    return { page, last };
  }

  /** What is due takes its place; who is not there yet gets it later. */
  private deliverLate(due: DueMessages, page: EventPage): void {
    const taken = this.late.commit(due, this.place);
    for (const reader of this.readers) {
      const own = taken.filter((late) => reader.wants(late));
      if (own.length === 0 || reader.state === 'ended') continue;
      const isLive = reader.state === 'live';
      const verdict = isLive ? this.right.judge(reader.principal) : undefined;
      if (isLive && !isPending(verdict) && verdict !== undefined) {
        endBy(reader, verdict);
      } else if (isLive && !reader.isFull && verdict === undefined && own.length === taken.length) {
        this.sender.sendLate(reader, page);
      } else {
        reader.owe(own);
        if (isLive) void this.sender.catchUp(reader, isPending(verdict) ? verdict : undefined);
      }
    }
  }

  private armHeartbeat(): void {
    this.heartbeat = this.clock.setTimer(
      HEARTBEAT_MS,
      () => {
        for (const reader of this.readers) void this.beat(reader);
        this.armHeartbeat();
      },
      { background: true },
    );
  }

  private async beat(reader: EventReader): Promise<void> {
    const verdict = await this.right.judge(reader.principal);
    if (verdict !== undefined) endBy(reader, verdict);
    else if (!reader.isWaitedFor) reader.write(HEARTBEAT);
  }

  /** The log cannot be read: readers come again. */
  private fail(error: unknown): void {
    this.runtime.environment.logger.error('http.stream-failed', { error });
    // Whoever comes before those that are cut have gone begins a loop of his own.
    this.loop?.abort();
    this.loop = undefined;
    this.heartbeat?.cancel();
    for (const reader of [...this.readers]) reader.cut();
  }

  /** Who is there for the messages of the channel. */
  get attendance(): Attendance {
    return this.runtime.attendance;
  }
}
