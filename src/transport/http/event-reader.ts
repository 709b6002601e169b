import type { ServerResponse } from 'node:http';

import type { HolonError } from '../../errors/holon-error';
import type { Principal } from '../../model/channel-security';
import type { Clock, Timer } from '../../util/clock';
import { createDeferred, type Deferred } from '../../util/deferred';
import { encodeEvent, placeId } from '../wire/event-codec';
import { encodeProblem } from '../wire/problem-codec';
import { REMEMBERED, type LateMessage } from './late-messages';

/** Who does not take what he was sent for so long is cut off. */
const STALL_MS = 30_000;

/** Who has so much to take gets no more until he has taken it. Pages are shared by all readers that wait for them. */
const FULL_BYTES = 256 * 1024;

/** As many as there may be for one who comes back. */
const MOST_OWED = 2 * REMEMBERED;

/** Who has not taken the end of his stream after so long does not take it. */
const END_MS = 1_000;

/** Where and when a stream began. */
interface Beginning {
  readonly place: number;
  readonly sinceMs: number;
  /** Whether it goes on where another one was cut off. */
  readonly isResumed: boolean;
}

/** One open event stream: what was written to it, and whether the reader takes it. */
export class EventReader {
  /** Everything up to here was sent, or is not for him. */
  place: number;
  /** Live readers get what comes; others read from the log what they have not got. */
  state: 'behind' | 'live' | 'ended' = 'behind';
  readonly systemId: string;
  /** Late messages that are still to come, in order, by their places in the log. */
  readonly owed = new Map<number, LateMessage>();
  private readonly started: Beginning;
  private drained: Deferred<void> | undefined;
  /** When it is cut off unless something is taken. */
  private limit: Timer | undefined;

  constructor(
    readonly principal: Principal,
    private readonly response: ServerResponse,
    private readonly clock: Clock,
    begin: Beginning,
  ) {
    this.systemId = principal.systemId;
    this.place = begin.place;
    this.started = begin;
    response.once('close', () => {
      this.state = 'ended';
      this.limit?.cancel();
      this.drained?.resolve();
    });
    // Whoever cuts the connection off himself is no failure of ours.
    response.on('error', () => undefined);
  }

  /** Whether a late message is for him. One that was due before he came is not, where he had no stream before. */
  wants({ seq, dueMs }: LateMessage): boolean {
    const { place, sinceMs, isResumed } = this.started;
    return isResumed || seq > place || dueMs >= sinceMs;
  }

  /** He gets these when he has come to their places. Who is that far behind had better come again. */
  owe(late: readonly LateMessage[]): void {
    for (const one of late) this.owed.set(one.seq, one);
    if (this.owed.size > MOST_OWED) this.cut();
  }

  owes(seq: number): boolean {
    return this.owed.has(seq);
  }

  get nextOwed(): LateMessage | undefined {
    return this.owed.values().next().value;
  }

  /** Whether he has to take what was sent before he gets more. */
  get isFull(): boolean {
    return this.drained !== undefined && this.response.writableLength >= FULL_BYTES;
  }

  /** Whether there is something that he has not taken. */
  get isWaitedFor(): boolean {
    return this.drained !== undefined;
  }

  /** The first event: where the stream begins. @param lateId behind this late message */
  begin(lateId: string | undefined): void {
    this.write(encodeEvent({ event: 'ready', id: placeId(this.place, lateId), data: '{}' }));
  }

  write(text: string | Buffer): void {
    if (this.state === 'ended' || this.response.destroyed) return;
    if (this.response.write(text) || this.drained !== undefined) return;
    const drained = createDeferred();
    this.drained = drained;
    this.cutUnlessTaken(this.taken);
    this.response.once('drain', () => {
      if (this.state !== 'ended') this.limit?.cancel();
      this.drained = undefined;
      drained.resolve();
    });
  }

  /** Resolves when he has taken all, or is gone. */
  whenDrained(): Promise<void> {
    return this.drained?.promise ?? Promise.resolve();
  }

  /** Says why it ends, and ends it. @param status of the problem */
  end(problem: HolonError, status: number): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    // Who takes nothing would not take this either.
    if (this.isFull || this.response.destroyed) {
      this.response.destroy();
      return;
    }
    const data = JSON.stringify(encodeProblem(problem, status));
    this.response.end(encodeEvent({ event: 'end', data }));
    this.cutAfter(END_MS);
  }

  /** Ends it without a word; the reader comes again. */
  cut(): void {
    this.state = 'ended';
    this.response.destroy();
  }

  /** Bytes that the connection has taken so far. */
  private get taken(): number {
    const { socket } = this.response;
    return socket === null ? 0 : socket.bytesWritten - socket.writableLength;
  }

  /** A reader who is slow is left alone, one who takes nothing at all is not. */
  private cutUnlessTaken(before: number): void {
    this.limit?.cancel();
    const look = (): void => {
      if (this.taken > before) this.cutUnlessTaken(this.taken);
      else this.cut();
    };
    this.limit = this.clock.setTimer(STALL_MS, look, { background: true });
  }

  private cutAfter(ms: number): void {
    this.limit?.cancel();
    this.limit = this.clock.setTimer(ms, () => this.cut(), { background: true });
  }
}
