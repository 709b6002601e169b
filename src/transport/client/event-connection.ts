import type { Clock } from '../../util/clock';
import { EventParser, type WireEvent } from '../wire/event-codec';
import { failed, judge, reasonOf, requestInit, type ExchangeParts, type Failure } from './exchange';
import type { Target } from './target';
import { urlOf, type WireRequest } from './wire-request';

/** Longer than two heartbeats: what is silent so long is dead. */
const LONGEST_SILENCE_MS = 37_500;

/** One connection on which events come. */
export class EventConnection {
  private readonly parser = new EventParser();
  private readonly decoder = new TextDecoder();
  private readonly events: WireEvent[] = [];

  constructor(
    private readonly reader: ReadableStreamDefaultReader<Uint8Array>,
    private readonly controller: AbortController,
    private readonly clock: Clock,
  ) {}

  /** The next event; undefined when the connection has ended, for whatever reason. */
  async next(): Promise<WireEvent | undefined> {
    for (;;) {
      const event = this.events.shift();
      if (event !== undefined) return event;
      const piece = await this.nextPiece();
      if (piece === undefined) return undefined;
      this.events.push(...this.parser.push(this.decoder.decode(piece, { stream: true })));
    }
  }

  close(): void {
    this.controller.abort();
  }

  private async nextPiece(): Promise<Uint8Array | undefined> {
    const timer = this.clock.setTimer(
      LONGEST_SILENCE_MS,
      () => {
        this.close();
      },
      { background: true },
    );
    try {
      const { value } = await this.reader.read();
      return value;
    } catch {
      return undefined;
    } finally {
      timer.cancel();
    }
  }
}

/** Opens a stream of events. Never rejects, whatever the other side does. */
export async function connectEvents(
  target: Target,
  request: WireRequest,
  token: string | undefined,
  controller: AbortController,
  { fetch, clock }: ExchangeParts,
): Promise<EventConnection | Failure> {
  const timer = clock.setTimer(
    LONGEST_SILENCE_MS,
    () => {
      controller.abort();
    },
    { background: true },
  );
  const headers = { Accept: 'text/event-stream', ...request.headers };
  try {
    const response = await fetch(
      urlOf(target, request),
      requestInit({ method: 'GET', headers }, { token, signal: controller.signal }),
    );
    const type = response.headers.get('content-type') ?? '';
    if (response.status === 200 && type.startsWith('text/event-stream') && response.body !== null) {
      const reader: ReadableStreamDefaultReader<Uint8Array> = response.body.getReader();
      return new EventConnection(reader, controller, clock);
    }
    const outcome = judge(target, request, response, await response.text());
    if (outcome.kind !== 'answered') return outcome;
    return { kind: 'garbage', error: failed(target, request, 'the answer is no stream of events') };
  } catch (error) {
    return {
      kind: 'lost',
      isUnsent: false,
      error: failed(target, request, reasonOf(error), error),
    };
  } finally {
    timer.cancel();
  }
}
