import { createHash } from 'node:crypto';

/** What happened in one simulation, a line each: `1240 append jobs 3 by shop`. */
export class Trace {
  readonly lines: string[] = [];

  private isClosed = false;

  constructor(private readonly elapsedMs: () => number) {}

  add(text: string): void {
    if (this.isClosed) return;
    this.lines.push(`${Math.round(this.elapsedMs() * 1_000) / 1_000} ${text}`);
  }

  /** What comes now is the end of it, whatever still goes on. */
  close(text: string): void {
    this.add(text);
    this.isClosed = true;
  }

  /** The same for the same lines. */
  get hash(): string {
    return createHash('sha256').update(this.lines.join('\n')).digest('hex').slice(0, 16);
  }
}
