import type { ServerResponse } from 'node:http';

import type { HolonError } from '../../errors/holon-error';
import type { Principal } from '../../model/channel-security';
import type { Clock, Timer } from '../../util/clock';
import { createDeferred, type Deferred } from '../../util/deferred';
import { encodeEvent, placeId } from '../wire/event-codec';
import { encodeProblem } from '../wire/problem-codec';

/** Who does not take what he was sent for so long is cut off. */
const STALL_MS = 30_000;

/** One open event stream: what was written to it, and whether the reader takes it. */
export class EventReader {
  /** Everything up to here was sent, or is not for him. */
  place: number;
  /** Live readers get what comes; others read from the log what they have not got. */
  state: 'behind' | 'live' | 'ended' = 'behind';
  readonly systemId: string;
  private drained: Deferred<void> | undefined;
  private stall: Timer | undefined;

  constructor(
    readonly principal: Principal,
    private readonly response: ServerResponse,
    private readonly clock: Clock,
    begin: { readonly place: number; readonly sinceMs: number; readonly isResumed: boolean },
  ) {
    this.systemId = principal.systemId;
    this.place = begin.place;
    this.sinceMs = begin.sinceMs;
    this.isResumed = begin.isResumed;
    response.once('close', () => {
      this.state = 'ended';
      this.stall?.cancel();
      this.drained?.resolve();
    });
  }

  /** When it began. */
  readonly sinceMs: number;
  /** Whether it goes on where another one was cut off. */
  readonly isResumed: boolean;

  /** Whether he has to take what was sent before he gets more. */
  get isFull(): boolean {
    return this.drained !== undefined;
  }

  /** The first event: where the stream begins. */
  begin(): void {
    this.write(encodeEvent({ event: 'ready', id: placeId(this.place), data: '{}' }));
  }

  write(text: string | Buffer): void {
    if (this.state === 'ended' || this.response.write(text) || this.drained !== undefined) return;
    const drained = createDeferred();
    this.drained = drained;
    this.stall = this.clock.setTimer(
      STALL_MS,
      () => {
        this.response.destroy();
      },
      { background: true },
    );
    this.response.once('drain', () => {
      this.stall?.cancel();
      this.drained = undefined;
      drained.resolve();
    });
  }

  /** Resolves when he can get more, or is gone. */
  whenDrained(): Promise<void> {
    return this.drained?.promise ?? Promise.resolve();
  }

  /** Says why it ends, and ends it. @param status of the problem */
  end(problem: HolonError, status: number): void {
    if (this.state === 'ended') return;
    this.state = 'ended';
    // Who takes nothing would not take this either.
    if (this.isFull) {
      this.response.destroy();
      return;
    }
    const data = JSON.stringify(encodeProblem(problem, status));
    this.response.end(encodeEvent({ event: 'end', data }));
  }

  /** Ends it without a word; the reader comes again. */
  cut(): void {
    this.response.destroy();
  }
}
