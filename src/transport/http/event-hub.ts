import type { Attendance } from '../../channels/attendance';
import type { ChannelRuntime } from '../../channels/channel-runtime';
import { HolonError } from '../../errors/holon-error';
import type { Eventually } from '../../model/json';
import type { LogEntry } from '../../stores/channel-store';
import type { Clock, Timer } from '../../util/clock';
import { isPending } from '../../util/eventually';
import { nextTurn } from '../../util/turn';
import { HEARTBEAT } from '../wire/event-codec';
import { EventPage } from './event-page';
import type { EventReader } from './event-reader';
import { LateMessages, type LateMessage } from './late-messages';
import type { PublicChannel } from './public-channels';
import { endBy, StreamRight, tokenEnded, type Verdict } from './stream-right';

/** Many: what one round costs is the writing to every reader, however much it is. `EventPage` bounds the bytes. */
const PAGE = 1_000;
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
  private loop: AbortController | undefined;
  private heartbeat: Timer | undefined;
  private readonly runtime: ChannelRuntime;
  private readonly clock: Clock;
  private readonly addressed: boolean;
  private readonly right: StreamRight;

  constructor(private readonly target: PublicChannel) {
    this.runtime = target.channel.active();
    this.clock = this.runtime.environment.clock;
    this.late = new LateMessages(this.runtime.log);
    this.right = new StreamRight(target, this.clock, this.runtime.environment.logger);
    this.addressed = target.channel.info.kind === 'mailbox';
  }

  /** Must be awaited before `add`. */
  async prepare(): Promise<void> {
    if (this.loop !== undefined) return;
    this.place = Math.max(this.place, await this.runtime.log.headSeq());
  }

  /** Sends to `reader` what he has not got, until he goes away. @param missed late messages that he gets first */
  add(reader: EventReader, missed: readonly LateMessage[]): void {
    reader.begin();
    this.readers.add(reader);
    if (missed.length > 0) this.tellLate(reader, missed);
    void this.catchUp(reader);
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

  /** Ends all streams: the publication drains. */
  end(): void {
    const problem = new HolonError('HOLON_DRAINING', 'The app is draining', {
      hint: 'Come again with Last-Event-ID once it has been started anew.',
    });
    for (const reader of [...this.readers]) reader.end(problem, UNAVAILABLE);
  }

  private async run(signal: AbortSignal): Promise<void> {
    const { log } = this.runtime;
    try {
      while (!signal.aborted) {
        const ticket = this.runtime.changeTicket();
        const nowMs = this.clock.nowMs();
        const due = await this.late.takeDue(nowMs, this.place);
        const entries = await log.scan({ afterSeq: this.place, limit: PAGE, nowMs });
        // What a new loop delivers is not for this one.
        if (signal.aborted) return;
        if (due.length > 0) for (const reader of this.readers) this.tellLate(reader, due);
        if (entries.length > 0) this.deliver(entries);
        else await this.runtime.waitForChange(ticket, signal);
        // Requests come in between, and what they bring in one turn goes out in one piece.
        await nextTurn();
      }
    } catch (error) {
      this.fail(error);
    }
  }

  private deliver(entries: readonly LogEntry[]): void {
    const { page, last } = this.pageOf(entries);
    this.place = last;
    for (const reader of this.readers) {
      if (reader.state !== 'live') continue;
      if (reader.isFull) {
        void this.catchUp(reader);
        continue;
      }
      const verdict = this.right.judge(reader.principal);
      if (isPending(verdict)) {
        reader.state = 'behind';
        void this.catchUp(reader, verdict);
      } else if (verdict === undefined) {
        this.send(reader, page, last);
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
    const page = new EventPage(this.target.generic, this.addressed);
    let last = 0;
    for (const entry of entries) {
      if (!this.late.pass(entry, nowMs)) page.add(entry);
      last = entry.seq;
      if (page.isFull) break;
    }
    return { page, last };
  }

  private send(reader: EventReader, page: EventPage, last: number): void {
    const bytes = page.for(reader);
    reader.place = Math.max(reader.place, last);
    if (bytes === undefined) return;
    this.runtime.reader.received(page.messages);
    reader.write(bytes);
  }

  /** Brings a reader to where the live ones are. @param first the verdict on him, where it is asked for already */
  private async catchUp(reader: EventReader, first?: Promise<Verdict>): Promise<void> {
    reader.state = reader.state === 'ended' ? 'ended' : 'behind';
    try {
      for (let asked: Eventually<Verdict> | undefined = first; ; asked = undefined) {
        await reader.whenDrained();
        const verdict = await (asked ?? this.right.judge(reader.principal));
        if (verdict !== undefined) endBy(reader, verdict);
        if (isEnded(reader)) return;
        if (reader.place >= this.place) {
          reader.state = 'live';
          return;
        }
        const ceiling = this.place;
        const nowMs = this.clock.nowMs();
        const request = { afterSeq: reader.place, limit: PAGE, nowMs };
        const entries = await this.runtime.log.scan(request);
        const { page, last } = this.pageOf(entries);
        this.send(reader, page, entries.length === 0 ? ceiling : last);
      }
    } catch (error) {
      this.runtime.environment.logger.error('http.stream-failed', { error });
      reader.cut();
    }
  }

  /** Sends messages that stand before the place of the reader. */
  private tellLate(reader: EventReader, messages: readonly LateMessage[]): void {
    const own = messages.filter(
      ({ entry, dueMs }) =>
        entry.seq <= reader.place && (reader.isResumed || dueMs >= reader.sinceMs),
    );
    const page = new EventPage(this.target.generic, this.addressed);
    for (const { entry } of own) page.add(entry);
    const bytes = page.for({ systemId: reader.systemId, place: -1 });
    if (bytes === undefined) return;
    const tell = (verdict: Verdict): void => {
      if (verdict !== undefined) endBy(reader, verdict);
      if (isEnded(reader)) return;
      this.runtime.reader.received(page.messages);
      reader.write(bytes);
    };
    const verdict = this.right.judge(reader.principal);
    if (isPending(verdict)) void verdict.then(tell);
    else tell(verdict);
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

/** A function, because the state changes across an await unseen by the compiler. */
function isEnded(reader: EventReader): boolean {
  return reader.state === 'ended';
}
