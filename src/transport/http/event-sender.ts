import type { ChannelRuntime } from '../../channels/channel-runtime';
import type { Eventually } from '../../model/json';
import { EventPage } from './event-page';
import type { EventReader } from './event-reader';
import { entryAt, type LateMessages } from './late-messages';
import type { PublicChannel } from './public-channels';
import { endBy, type StreamRight, type Verdict } from './stream-right';

/** Many: what one round costs is the writing to every reader, however much it is. `EventPage` bounds the bytes. */
export const PAGE = 1_000;

/** Sends pages to the readers of one channel, and brings those who are behind to where the live ones are. */
export class EventSender {
  private readonly runtime: ChannelRuntime;
  private readonly addressed: boolean;

  constructor(
    private readonly target: PublicChannel,
    private readonly late: LateMessages,
    private readonly right: StreamRight,
    /** Live readers have everything up to here. */
    private readonly livePlace: () => number,
  ) {
    this.runtime = target.channel.active();
    this.addressed = target.channel.info.kind === 'mailbox';
  }

  newPage(): EventPage {
    return new EventPage(this.target.form, this.addressed);
  }

  /** @param last the reader has everything up to here then */
  send(reader: EventReader, page: EventPage, last: number): void {
    const bytes = page.for(reader);
    reader.place = Math.max(reader.place, last);
    this.write(reader, page, bytes);
  }

  /** Messages that stand before the place of the reader. */
  sendLate(reader: EventReader, page: EventPage): void {
    this.write(reader, page, page.for({ systemId: reader.systemId, place: -1 }));
  }

  /** @param first the verdict on the reader, where it is asked for already */
  async catchUp(reader: EventReader, first?: Promise<Verdict>): Promise<void> {
    reader.state = reader.state === 'ended' ? 'ended' : 'behind';
    try {
      for (let asked: Eventually<Verdict> | undefined = first; ; asked = undefined) {
        await reader.whenDrained();
        const verdict = await (asked ?? this.right.judge(reader.principal));
        if (verdict !== undefined) endBy(reader, verdict);
        if (isEnded(reader)) return;
        const { nextOwed } = reader;
        if (nextOwed !== undefined && nextOwed.sentAfter <= reader.place) {
          await this.sendOwed(reader);
        } else if (reader.place < this.livePlace()) {
          await this.sendPage(reader, Math.min(this.livePlace(), nextOwed?.sentAfter ?? Infinity));
        } else {
          reader.state = 'live';
          return;
        }
      }
    } catch (error) {
      this.runtime.environment.logger.error('http.stream-failed', { error });
      reader.cut();
    }
  }

  /** The next page of the log up to `ceiling`. What is late is his where all others get it. */
  private async sendPage(reader: EventReader, ceiling: number): Promise<void> {
    const nowMs = this.runtime.environment.clock.nowMs();
    const request = { afterSeq: reader.place, limit: PAGE, nowMs };
    const entries = await this.runtime.log.scan(request);
    const own = entries.filter(({ seq }) => seq <= ceiling);
    const page = this.newPage();
    let last = reader.place;
    for (const { seq, ...rest } of own) {
      if (!this.late.has(seq) && !reader.owes(seq)) page.add({ seq, ...rest });
      last = seq;
      if (page.isFull) break;
    }
    const isAll = own.length < PAGE && (own.length === 0 || own.at(-1)?.seq === last);
    this.send(reader, page, isAll ? ceiling : last);
  }

  /** Late messages, now that he has come to where they have their place. */
  private async sendOwed(reader: EventReader): Promise<void> {
    const page = this.newPage();
    for (const { seq, sentAfter } of reader.owed.values()) {
      if (sentAfter > reader.place || page.isFull) break;
      const nowMs = this.runtime.environment.clock.nowMs();
      const entry = await entryAt(this.runtime.log, seq, nowMs);
      if (entry !== undefined) page.add(entry);
      reader.owed.delete(seq);
    }
    this.sendLate(reader, page);
  }

  private write(reader: EventReader, page: EventPage, bytes: Buffer | undefined): void {
    if (bytes === undefined || isEnded(reader)) return;
    this.runtime.reader.received(page.messages);
    reader.write(bytes);
  }
}

/** A function, because the state changes across an await unseen by the compiler. */
function isEnded(reader: EventReader): boolean {
  return reader.state === 'ended';
}
