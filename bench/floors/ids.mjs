import { Buffer } from 'node:buffer';
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Time-ordered ids like a ULID: the milliseconds and this process are written once, the counter for each id. */
export function idSource() {
  const bytes = Buffer.alloc(26, '0');
  for (const [index, byte] of randomBytes(10).entries()) {
    bytes[10 + index] = ALPHABET.charCodeAt(byte % 32);
  }
  let lastMs = -1;
  let counter = 0;
  const write = (value, offset, length) => {
    for (let at = offset + length - 1; at >= offset; at -= 1) {
      bytes[at] = ALPHABET.charCodeAt(value % 32);
      value = Math.floor(value / 32);
    }
  };
  return (nowMs) => {
    if (nowMs > lastMs) {
      lastMs = nowMs;
      counter = 0;
      write(nowMs, 0, 10);
    } else counter += 1;
    write(counter, 20, 6);
    return bytes.latin1Slice(0, 26);
  };
}

/** Which ids are kept. One that rises above all before it needs no look-up; only others are in a set. */
export class KeptIds {
  #highest = '';
  #others = new Set();

  /** False where the id may be kept already. */
  add(id) {
    if (id > this.#highest) {
      this.#highest = id;
      return true;
    }
    if (this.#others.has(id)) return false;
    this.#others.add(id);
    return true;
  }

  delete(id) {
    if (this.#others.size > 0) this.#others.delete(id);
  }
}
