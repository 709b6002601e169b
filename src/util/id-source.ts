/** Makes message ids. */
export interface IdSource {
  /** A new unique id that sorts after every id this source made before. */
  next(nowMs: number): string;
}

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const TIME_CHARS = 10;
const SOURCE_CHARS = 10;
const COUNTER_CHARS = 6;
const LENGTH = TIME_CHARS + SOURCE_CHARS + COUNTER_CHARS;
const COUNTER_LIMIT = 32 ** COUNTER_CHARS;
const PATTERN = /^[0-9A-HJKMNP-TV-Z]{26}$/;

const hasBuffer = typeof Buffer !== 'undefined';

/** Node's Buffer makes one flat string in one call; browsers have none. */
const asText: (bytes: Uint8Array) => string = hasBuffer
  ? (bytes) => (bytes as Buffer).toString('latin1', 0, LENGTH) // made by Buffer.alloc below
  : (bytes) => String.fromCharCode(...bytes);

/**
 * Ids in the form of a ULID: 10 characters of milliseconds, 10 of this source's randomness, 6 of a counter.
 * They are written into a buffer and read back as one flat string, because V8 keeps concatenated strings as trees
 * that the garbage collector has to copy for as long as the message is kept.
 */
export class TimeOrderedIdSource implements IdSource {
  private readonly bytes = hasBuffer ? Buffer.alloc(LENGTH) : new Uint8Array(LENGTH);
  private timeMs = -1;
  private counter = 0;

  /** @param source 10 characters of the alphabet that tell this source from all others; random by default. */
  constructor(source: string = randomSource()) {
    const chars = source.slice(0, SOURCE_CHARS).padEnd(SOURCE_CHARS, '0');
    for (let index = 0; index < SOURCE_CHARS; index += 1) {
      this.bytes[TIME_CHARS + index] = chars.charCodeAt(index);
    }
  }

  next(nowMs: number): string {
    const wholeMs = Math.floor(nowMs);
    if (wholeMs > this.timeMs) {
      this.timeMs = wholeMs;
      this.counter = 0;
      this.writeNumber(this.timeMs, 0, TIME_CHARS);
    } else if (++this.counter === COUNTER_LIMIT) {
      this.timeMs += 1;
      this.counter = 0;
      this.writeNumber(this.timeMs, 0, TIME_CHARS);
    }
    const digit = this.counter % 32;
    // 31 ids of 32 differ from the one before in the last character alone.
    if (digit === 0) this.writeNumber(this.counter, TIME_CHARS + SOURCE_CHARS, COUNTER_CHARS);
    else this.bytes[LENGTH - 1] = ALPHABET.charCodeAt(digit);
    return asText(this.bytes);
  }

  private writeNumber(value: number, offset: number, chars: number): void {
    let rest = value;
    for (let index = offset + chars - 1; index >= offset; index -= 1) {
      const digit = rest % 32;
      this.bytes[index] = ALPHABET.charCodeAt(digit);
      rest = (rest - digit) / 32;
    }
  }
}

/** Whether `id` has the form that `TimeOrderedIdSource` makes, so that ids compare like their times. */
export function isTimeOrderedId(id: string): boolean {
  return id.length === LENGTH && PATTERN.test(id);
}

function randomSource(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(SOURCE_CHARS));
  return Array.from(bytes, (byte) => ALPHABET.charAt(byte % 32)).join('');
}
