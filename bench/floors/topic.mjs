import { checkWrite, envelope, frozenCopy } from './envelope.mjs';
import { idSource, KeptIds } from './ids.mjs';

/** Envelope checked, right checked, time and id given, appended to a bounded log, pushed in isolation and awaited. */
export class Topic {
  failures = 0;
  writers = new Set(['writer']);
  subscribers = [];
  #nextId = idSource();
  #log;
  #head = 0;

  constructor(capacity) {
    this.#log = new Array(capacity).fill(undefined);
  }

  async publish(senderId, content) {
    checkWrite(senderId, content, this.writers);
    const nowMs = Date.now();
    const message = envelope(this.#nextId(nowMs), nowMs, senderId, this.store(content));
    this.append(message);
    if (this.subscribers.length > 0) await this.#push(message);
    return message.id;
  }

  /** Messages in the log. */
  kept() {
    return this.#log.reduce((count, message) => (message === undefined ? count : count + 1), 0);
  }

  store(content) {
    return content;
  }

  append(message) {
    const at = this.#head % this.#log.length;
    const dropped = this.#log[at];
    this.#log[at] = message;
    this.#head += 1;
    return dropped;
  }

  #push(message) {
    return new Promise((resolve) => {
      let open = this.subscribers.length;
      const done = () => {
        open -= 1;
        if (open === 0) resolve();
      };
      const failed = () => {
        this.failures += 1;
        done();
      };
      for (const subscriber of this.subscribers) {
        try {
          // Both handlers at once: awaiting one after the other would leave rejections unhandled.
          subscriber(message).then(done, failed);
        } catch {
          failed();
        }
      }
    });
  }
}

/** The same, and what holon promises beside: content copied and frozen, an id stored once while it is kept. */
export class StrictTopic extends Topic {
  #ids = new KeptIds();

  store(content) {
    return frozenCopy(content);
  }

  append(message) {
    if (!this.#ids.add(message.id)) return undefined;
    const dropped = super.append(message);
    if (dropped !== undefined) this.#ids.delete(dropped.id);
    return dropped;
  }
}
