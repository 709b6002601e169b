import { checkWrite, envelope, frozenCopy } from './envelope.mjs';
import { idSource, KeptIds } from './ids.mjs';

/** First in, first out, in one array that doubles. */
export class Ring {
  #slots = new Array(1024).fill(undefined);
  #head = 0;
  #size = 0;

  push(item) {
    if (this.#size === this.#slots.length) this.#grow();
    this.#slots[(this.#head + this.#size) & (this.#slots.length - 1)] = item;
    this.#size += 1;
  }

  shift() {
    if (this.#size === 0) return undefined;
    const item = this.#slots[this.#head];
    this.#slots[this.#head] = undefined;
    this.#head = (this.#head + 1) & (this.#slots.length - 1);
    this.#size -= 1;
    return item;
  }

  #grow() {
    const slots = new Array(this.#slots.length * 2).fill(undefined);
    for (let at = 0; at < this.#size; at += 1) {
      slots[at] = this.#slots[(this.#head + at) & (this.#slots.length - 1)];
    }
    this.#slots = slots;
    this.#head = 0;
  }
}

/** The least a queue can be: no check, no right, no lease, no id. */
export class BareQueue {
  #ring = new Ring();
  #claimed = new Map();
  #nextId = 0;

  async write(content) {
    this.#nextId += 1;
    this.#ring.push({ id: this.#nextId, content });
  }

  async claim() {
    const message = this.#ring.shift();
    if (message !== undefined) this.#claimed.set(message.id, message);
    return message;
  }

  async acknowledge(id) {
    return this.#claimed.delete(id);
  }
}

/** Envelope and right checked, time and id given, claimed for a time by one holder, settled by that holder alone. */
export class Queue {
  writers = new Set(['writer']);
  readers = new Set(['worker']);
  #ring = new Ring();
  #claims = new Map();
  #nextId = idSource();

  async write(senderId, content) {
    checkWrite(senderId, content, this.writers);
    const nowMs = Date.now();
    const message = envelope(this.#nextId(nowMs), nowMs, senderId, this.store(content));
    this.keep(message);
    this.#ring.push({ message, attempt: 0 });
    return message.id;
  }

  async claim(holder, timeoutMs) {
    if (!this.readers.has(holder)) throw new Error('forbidden');
    const slot = this.#ring.shift();
    if (slot === undefined) return undefined;
    slot.attempt += 1;
    const { message, attempt } = slot;
    const claim = { message, attempt, holder, expiresAtMs: Date.now() + timeoutMs };
    this.#claims.set(message.id, claim);
    return claim;
  }

  async acknowledge(holder, id) {
    const claim = this.#claims.get(id);
    if (claim === undefined || claim.holder !== holder) throw new Error('not the holder');
    if (claim.expiresAtMs <= Date.now()) throw new Error('expired');
    this.#claims.delete(id);
  }

  store(content) {
    return content;
  }

  keep() {}
}

/**
 * The same, and what holon promises beside: content copied and frozen, an id stored once while it is kept, and the
 * message kept in the log after it was acknowledged.
 */
export class StrictQueue extends Queue {
  #log = new Ring();
  #ids = new KeptIds();
  #kept = 0;
  #capacity;

  constructor(capacity) {
    super();
    this.#capacity = capacity;
  }

  store(content) {
    return frozenCopy(content);
  }

  get kept() {
    return this.#kept;
  }

  keep(message) {
    if (!this.#ids.add(message.id)) return;
    this.#log.push(message);
    this.#kept += 1;
    if (this.#kept <= this.#capacity) return;
    this.#ids.delete(this.#log.shift().id);
    this.#kept -= 1;
  }
}
