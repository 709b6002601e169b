import type { Entry } from './entry';

interface Keyed {
  readonly key: string;
  readonly expiresAtMs: number;
}

/** The kept message of each key. */
export class KeyedEntries {
  /** By rising seq, because a key is set anew only after its entry was removed. */
  private readonly byKey = new Map<string, Entry>();
  private readonly facts = new Map<Entry, Keyed>();

  get(key: string): Entry | undefined {
    return this.byKey.get(key);
  }

  /** The entry of the same key must have been removed before. */
  add(entry: Entry, key: string, expiresAtMs = Number.POSITIVE_INFINITY): void {
    this.byKey.set(key, entry);
    this.facts.set(entry, { key, expiresAtMs });
  }

  noteRemoval(entry: Entry): void {
    if (this.facts.size === 0) return;
    const facts = this.facts.get(entry);
    if (facts === undefined) return;
    this.facts.delete(entry);
    this.byKey.delete(facts.key);
  }

  /** Oldest first. */
  live(nowMs: number): Entry[] {
    return [...this.byKey.values()].filter((entry) => !this.isExpired(entry, nowMs));
  }

  expired(nowMs: number): Entry[] {
    return [...this.byKey.values()].filter((entry) => this.isExpired(entry, nowMs));
  }

  private isExpired(entry: Entry, nowMs: number): boolean {
    const facts = this.facts.get(entry);
    return facts !== undefined && facts.expiresAtMs <= nowMs;
  }
}
