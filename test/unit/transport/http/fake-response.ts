import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What a hub needs of a response: it notes what is written, and is full when the test says so. */
export class FakeResponse extends EventEmitter {
  readonly written: (string | Buffer)[] = [];
  takes = true;
  /** What the connection has, and how much of that was taken. */
  readonly socket = { bytesWritten: 0, writableLength: 0 };
  destroyed = false;
  isEnded = false;
  /** Whether what was written is taken when it ends. */
  closes = true;

  write(text: string | Buffer): boolean {
    if (this.destroyed || this.isEnded) throw new Error('written to after its end');
    this.written.push(text);
    const bytes = Buffer.byteLength(text);
    this.socket.bytesWritten += bytes;
    if (!this.takes) this.socket.writableLength += bytes;
    return this.takes;
  }

  get writableLength(): number {
    return this.socket.writableLength;
  }

  /** The reader takes some of what he was sent. */
  take(bytes: number): void {
    this.socket.writableLength -= bytes;
  }

  end(text: string): void {
    this.written.push(text);
    this.isEnded = true;
    if (this.closes) this.closeLater();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    this.closeLater();
  }

  /** As Node does it: what is destroyed says so later. */
  private closeLater(): void {
    setImmediate(() => this.emit('close'));
  }

  /** The reader takes what he was sent, and goes on taking. */
  drain(): void {
    this.takes = true;
    this.socket.writableLength = 0;
    this.emit('drain');
  }

  get text(): string {
    return this.written.join('');
  }

  get bytes(): number {
    return Buffer.byteLength(this.text);
  }

  asResponse(): ServerResponse {
    return this as unknown as ServerResponse; // only what stands above is used
  }
}
