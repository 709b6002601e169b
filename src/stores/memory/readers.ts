import type { Entry } from './entry';
import type { PagePosition } from './page-position';
import { Reader } from './reader';

/** All readers of one log, and who of them still waits for which hidden message. */
export class Readers {
  private readonly byId = new Map<string, Reader>();
  private readonly skippedBy = new Map<Entry, Set<Reader>>();

  get count(): number {
    return this.byId.size;
  }

  get(id: string): Reader | undefined {
    return this.byId.get(id);
  }

  all(): Iterable<Reader> {
    return this.byId.values();
  }

  /** The readers that passed `entry` while it was hidden. */
  waitingFor(entry: Entry): Iterable<Reader> {
    return this.skippedBy.get(entry) ?? [];
  }

  advance(id: string, position: PagePosition): void {
    let reader = this.byId.get(id);
    if (reader === undefined) {
      reader = new Reader(id, position.base);
      this.byId.set(id, reader);
    } else if (position.restart) {
      // What lies behind the new place will be met again.
      for (const entry of reader.skipped) {
        if (entry.seq > position.base) this.forgetFor(reader, entry);
      }
      reader.cursor = position.base;
    }
    for (const entry of position.returned) this.forgetFor(reader, entry);
    for (const entry of position.passed) {
      if (entry.seq > reader.cursor && entry.open) this.remember(reader, entry);
    }
    // Never back: a page peeked before another one was advanced has nothing new to say.
    reader.cursor = Math.max(reader.cursor, position.end);
  }

  /** Takes note that a hidden entry has become ready. */
  noteReady(entry: Entry): void {
    if (this.skippedBy.size === 0) return;
    for (const reader of this.waitingFor(entry)) reader.noteReady(entry);
  }

  /** Takes note that nobody can read `entry` any more. */
  noteClosed(entry: Entry): void {
    if (this.skippedBy.size === 0) return;
    for (const reader of this.waitingFor(entry)) reader.skipped.delete(entry);
    this.skippedBy.delete(entry);
  }

  private remember(reader: Reader, entry: Entry): void {
    reader.skipped.add(entry);
    const waiting = this.skippedBy.get(entry);
    if (waiting === undefined) this.skippedBy.set(entry, new Set([reader]));
    else waiting.add(reader);
    if (entry.state === 'ready') reader.noteReady(entry);
  }

  private forgetFor(reader: Reader, entry: Entry): void {
    reader.skipped.delete(entry);
    const waiting = this.skippedBy.get(entry);
    waiting?.delete(reader);
    if (waiting?.size === 0) this.skippedBy.delete(entry);
  }
}
