/** One event of a `text/event-stream`. */
export interface WireEvent {
  /** Undefined for messages, which need no name. */
  readonly event?: string;
  /** What a reader resumes with. */
  readonly id?: string;
  readonly data: string;
}

/** The comment that keeps a quiet stream open. */
export const HEARTBEAT = ': heartbeat\n\n';

/** @param data one line, as JSON is */
export function encodeEvent({ event, id, data }: WireEvent): string {
  const name = event === undefined ? '' : `event: ${event}\n`;
  const place = id === undefined ? '' : `id: ${encodeEventId(id)}\n`;
  return `${name}${place}data: ${data}\n\n`;
}

const PLAIN = /^[!-$&-~]+$/;

/** An id as it may stand in a line and in a header; ids made by holon stay as they are. */
export function encodeEventId(id: string): string {
  return PLAIN.test(id) ? id : encodeURIComponent(id);
}

/** Undefined for what `encodeEventId` cannot have made. */
export function decodeEventId(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

/**
 * The place in the order that a stream begins behind, in the form of an id.
 * @param lateId of the messages that came late at this place, the one behind which it begins
 */
export function placeId(seq: number, lateId?: string): string {
  return lateId === undefined ? `@${String(seq)}` : `@${String(seq)}:${lateId}`;
}

const PLACE = /^@(\d{1,15})(?::([\s\S]+))?$/;

/** The place that `placeId` made this of; undefined for any other text. */
export function placeOf(id: string): number | undefined {
  const digits = PLACE.exec(id)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

/** The late message that `placeId` was told of. */
export function lateOf(id: string): string | undefined {
  return PLACE.exec(id)?.[2];
}

/** Takes a stream in pieces as they arrive and gives its events; half events wait for their end. */
export class EventParser {
  private rest = '';
  private lines: string[] = [];

  /** @param piece text, cut anywhere */
  push(piece: string): readonly WireEvent[] {
    const events: WireEvent[] = [];
    // A CR at the end may be half of a line end.
    const text = this.rest + piece;
    const end = text.endsWith('\r') ? text.length - 1 : text.length;
    const lines = text.slice(0, end).split(/\r\n|\n|\r/);
    this.rest = (lines.pop() ?? '') + text.slice(end);
    for (const line of lines) {
      if (line !== '') {
        this.lines.push(line);
        continue;
      }
      const event = parseEvent(this.lines);
      this.lines = [];
      if (event !== undefined) events.push(event);
    }
    return events;
  }
}

function parseEvent(lines: readonly string[]): WireEvent | undefined {
  const fields = new Map<string, string>();
  for (const line of lines) {
    const [, name = '', value = ''] = /^([^:]*)(?:: ?([\s\S]*))?$/.exec(line) ?? [];
    const before = fields.get(name);
    fields.set(name, name === 'data' && before !== undefined ? `${before}\n${value}` : value);
  }
  const data = fields.get('data');
  if (data === undefined) return undefined;
  const event = fields.get('event');
  const id = fields.get('id');
  const decoded = id === undefined ? undefined : decodeEventId(id);
  return {
    data,
    ...(event === undefined ? {} : { event }),
    ...(decoded === undefined ? {} : { id: decoded }),
  };
}
