import { EventEmitter } from 'node:events';
import type { ServerResponse } from 'node:http';

/** What a hub needs of a response: it notes what is written, and is full when the test says so. */
export class FakeResponse extends EventEmitter {
  readonly written: (string | Buffer)[] = [];
  takes = true;
  destroyed = false;
  isEnded = false;

  write(text: string | Buffer): boolean {
    this.written.push(text);
    return this.takes;
  }

  end(text: string): void {
    this.written.push(text);
    this.isEnded = true;
    this.emit('close');
  }

  destroy(): void {
    this.destroyed = true;
    this.emit('close');
  }

  /** The reader takes what he was sent, and goes on taking. */
  drain(): void {
    this.takes = true;
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
