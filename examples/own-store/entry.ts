import type { AppendOptions, LogEntry, StoredMessage } from 'holon';

export interface Held {
  readonly holder: string;
  readonly token: number;
  readonly expiresAtMs: number;
}

/** One kept message and where it stands. */
export class Entry {
  state: 'ready' | 'delayed' | 'claimed' | 'acknowledged' | 'dead';
  attempt = 0;
  held: Held | undefined;
  reason: string | undefined;
  visibleAtMs: number | undefined;
  readonly key: string | undefined;
  private readonly expiresAtMs: number | undefined;

  constructor(
    readonly seq: number,
    readonly message: StoredMessage,
    private readonly options: AppendOptions,
  ) {
    this.visibleAtMs = options.visibleAtMs;
    this.key = options.key;
    this.expiresAtMs = options.expiresAtMs;
    this.state = options.visibleAtMs === undefined ? 'ready' : 'delayed';
  }

  get isUnsettled(): boolean {
    return this.state === 'ready' || this.state === 'delayed' || this.state === 'claimed';
  }

  /** When its delay or claim ends. */
  get endsAtMs(): number {
    return this.held?.expiresAtMs ?? this.visibleAtMs ?? Infinity;
  }

  isListed(nowMs: number): boolean {
    return this.key !== undefined && (this.expiresAtMs ?? Infinity) > nowMs;
  }

  claim(held: Held): void {
    this.state = 'claimed';
    this.held = held;
    this.attempt += 1;
  }

  acknowledge(): void {
    this.state = 'acknowledged';
    this.held = undefined;
  }

  /** Ends a claim or a delay. */
  release(isDead: boolean, visibleAtMs: number | undefined): void {
    this.held = undefined;
    this.visibleAtMs = isDead ? undefined : visibleAtMs;
    if (isDead) this.state = 'dead';
    else this.state = visibleAtMs === undefined ? 'ready' : 'delayed';
  }

  redrive(): void {
    this.state = 'ready';
    this.attempt = 0;
    this.reason = undefined;
  }

  copy(): Entry {
    return Object.assign(new Entry(this.seq, this.message, this.options), this);
  }

  toLogEntry(): LogEntry {
    const { seq, message, visibleAtMs } = this;
    return visibleAtMs === undefined ? { seq, message } : { seq, message, visibleAtMs };
  }
}
