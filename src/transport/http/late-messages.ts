import type { ChannelLog, LogEntry } from '../../stores/channel-store';
import { DelayedMessages, type DelayedMessage } from './delayed-messages';

/** A message that came after others that stand behind it in the log. */
export interface LateMessage extends DelayedMessage {
  readonly id: string;
  /** Everything up to here comes before it, for every reader. */
  readonly sentAfter: number;
}

/** Where a stream begins: behind a place of the log, and of the late messages there behind the one with this id. */
export interface Beginning {
  readonly place: number;
  /** What the reader saw last; undefined for one who begins anew. */
  readonly lastId: string | undefined;
}

/** What is due, as far as one page goes. */
export interface DueMessages {
  /** Some may have been removed meanwhile: they have no entry. */
  readonly found: readonly {
    readonly late: DelayedMessage;
    readonly entry: LogEntry | undefined;
  }[];
}

/** So many, and up to twice that, are remembered for readers who come back, or are behind. Only ids and places are held. */
export const REMEMBERED = 10_000;
const PAGE = 1_000;

/**
 * The messages of one channel that its streams passed while they were delayed. When one is due it takes its place
 * behind what had been sent by then; there every reader gets it, also one who is behind or comes back.
 */
export class LateMessages {
  private readonly delayed: DelayedMessages;
  /** In the order in which they came. */
  private sent: LateMessage[] = [];
  private readonly bySeq = new Map<number, LateMessage>();
  private readonly byId = new Map<string, LateMessage>();
  /** Where the first of those lies that are not remembered any more, and the last place at which one was sent. */
  private forgotten = { firstSeq: Infinity, sentAfter: -1 };

  constructor(
    private readonly log: ChannelLog,
    private readonly remembered = REMEMBERED,
  ) {
    this.delayed = new DelayedMessages(log);
  }

  /** Whether readers get the message of this place elsewhere than in the order of the log. */
  has(seq: number): boolean {
    return this.delayed.has(seq) || this.bySeq.has(seq);
  }

  /** When the next is due; Infinity where none is delayed. */
  get nextMs(): number {
    return this.delayed.nextMs;
  }

  /** @returns whether `entry` is delayed; it is remembered then */
  pass({ seq, visibleAtMs = 0 }: LogEntry, nowMs: number): boolean {
    if (visibleAtMs <= nowMs) return false;
    this.delayed.add({ seq, dueMs: visibleAtMs });
    return true;
  }

  /** Finds what is delayed in a part of the log that no stream has passed. */
  async look(afterSeq: number, untilSeq: number, nowMs: number): Promise<void> {
    if (untilSeq <= afterSeq || (await this.log.nextVisibleAtMs()) === undefined) return;
    await this.delayed.look(afterSeq, untilSeq, nowMs);
  }

  /**
   * Those that are due now, in the order in which they became so. Nothing changes before `commit`.
   * @param place what lies behind it comes in the order of the log first
   */
  async due(
    nowMs: number,
    place: number,
    hasRoom: (entry: LogEntry) => boolean,
  ): Promise<DueMessages> {
    if (this.nextMs > nowMs) return { found: [] };
    const found = [];
    for (const late of await this.delayed.due(nowMs, PAGE)) {
      const entry = await entryAt(this.log, late.seq, nowMs);
      if (entry !== undefined && entry.seq > place) continue;
      found.push({ late, entry });
      if (entry !== undefined && !hasRoom(entry)) break;
    }
    return { found };
  }

  /** They take their place behind `sentAfter`. Answers those that there are. */
  commit({ found }: DueMessages, sentAfter: number): readonly LateMessage[] {
    const taken: LateMessage[] = [];
    for (const { late, entry } of found) {
      if (!this.delayed.has(late.seq)) continue;
      this.delayed.delete(late.seq);
      if (entry === undefined) continue;
      const one = { ...late, id: entry.message.id, sentAfter };
      taken.push(one);
      this.sent.push(one);
      this.bySeq.set(one.seq, one);
      this.byId.set(one.id, one);
    }
    if (this.sent.length > 2 * this.remembered) this.forget();
    return taken;
  }

  /** Where a reader is who has seen this late message last; undefined for any other message. */
  placeBehind(id: string): number | undefined {
    return this.byId.get(id)?.sentAfter;
  }

  /** Who was away for longer than is remembered begins where nothing is left out: he gets some messages again. */
  withForgotten(beginning: Beginning): Beginning {
    const { place, lastId } = beginning;
    const { firstSeq, sentAfter } = this.forgotten;
    const hasAll = lastId === undefined || this.byId.has(lastId) || place > sentAfter;
    return hasAll ? beginning : { place: Math.min(place, firstSeq - 1), lastId };
  }

  /** Those that come for a reader who begins there, in order. */
  behind({ place, lastId }: Beginning): readonly LateMessage[] {
    const last = lastId === undefined ? undefined : this.byId.get(lastId);
    const first = last === undefined ? 0 : this.sent.indexOf(last) + 1;
    // Who begins anew has no use for what was due before.
    const isFirst = lastId === undefined;
    return this.sent
      .slice(first)
      .filter(({ sentAfter }) => sentAfter > place || (sentAfter === place && !isFirst));
  }

  /** The last of those that such a reader has seen at his place, or that came there before him. */
  lastAt({ place, lastId }: Beginning): string | undefined {
    if (lastId !== undefined) return this.byId.has(lastId) ? lastId : undefined;
    const last = this.sent.at(-1);
    return last?.sentAfter === place ? last.id : undefined;
  }

  private forget(): void {
    const { forgotten } = this;
    for (const { seq, id, sentAfter } of this.sent.slice(0, -this.remembered)) {
      this.bySeq.delete(seq);
      this.byId.delete(id);
      forgotten.firstSeq = Math.min(forgotten.firstSeq, seq);
      forgotten.sentAfter = Math.max(forgotten.sentAfter, sentAfter);
    }
    this.sent = this.sent.slice(-this.remembered);
  }
}

/** The message at one place of the log; undefined where it was removed. */
export async function entryAt(
  log: ChannelLog,
  seq: number,
  nowMs: number,
): Promise<LogEntry | undefined> {
  const [entry] = await log.scan({ afterSeq: seq - 1, limit: 1, nowMs });
  return entry?.seq === seq ? entry : undefined;
}
