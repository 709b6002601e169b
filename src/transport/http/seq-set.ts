const CHUNK_BITS = 4_096;
const WORD_BITS = 32;

/** A set of places in a log, a bit each: places that lie near each other cost next to nothing. */
export class SeqSet {
  private readonly chunks = new Map<number, Uint32Array>();
  private count = 0;

  get size(): number {
    return this.count;
  }

  add(seq: number): void {
    const number = Math.floor(seq / CHUNK_BITS);
    let chunk = this.chunks.get(number);
    if (chunk === undefined) {
      this.chunks.set(number, (chunk = new Uint32Array(CHUNK_BITS / WORD_BITS)));
    }
    const { word, bit } = bitOf(seq);
    const before = chunk[word] ?? 0;
    if ((before & bit) !== 0) return;
    chunk[word] = before | bit;
    this.count += 1;
  }

  has(seq: number): boolean {
    const { word, bit } = bitOf(seq);
    return ((this.chunks.get(Math.floor(seq / CHUNK_BITS))?.[word] ?? 0) & bit) !== 0;
  }

  /** Nothing in the set lies before this. */
  get floor(): number {
    let first = Infinity;
    for (const number of this.chunks.keys()) first = Math.min(first, number);
    return first === Infinity ? 0 : first * CHUNK_BITS;
  }

  /** Nothing in the set lies behind this. */
  get ceiling(): number {
    let last = -1;
    for (const number of this.chunks.keys()) last = Math.max(last, number);
    return (last + 1) * CHUNK_BITS;
  }
}

function bitOf(seq: number): { readonly word: number; readonly bit: number } {
  const place = seq % CHUNK_BITS;
  return { word: Math.floor(place / WORD_BITS), bit: (1 << (place % WORD_BITS)) >>> 0 };
}
