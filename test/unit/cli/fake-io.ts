import type { CliIo, StopSignal, UnhandledOrigin } from '../../../src/cli/cli-io';

/** A process that records what is written and is signalled by hand. */
export class FakeIo implements CliIo {
  out = '';
  err = '';
  readonly env: Record<string, string> = {};
  readonly stdout = { write: (text: string) => this.add('out', text) };
  readonly stderr = { write: (text: string) => this.add('err', text) };
  /** What comes in. */
  input = '';
  private readonly readers = new Set<() => void>();
  private readonly listeners = new Set<(signal: StopSignal) => void>();
  private readonly watchers = new Set<Parameters<CliIo['onUnhandled']>[0]>();

  constructor(readonly cwd: string) {}

  get isListening(): boolean {
    return this.listeners.size + this.watchers.size > 0;
  }

  readInput(): Promise<string> {
    return Promise.resolve(this.input);
  }

  /** Resolves once `text` was written, to whichever output. */
  seen(text: string): Promise<void> {
    return new Promise((resolve) => {
      const look = (): void => {
        if (!this.out.includes(text) && !this.err.includes(text)) return;
        this.readers.delete(look);
        resolve();
      };
      this.readers.add(look);
      look();
    });
  }

  onStopSignal(listener: (signal: StopSignal) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  onUnhandled(listener: Parameters<CliIo['onUnhandled']>[0]): () => void {
    this.watchers.add(listener);
    return () => this.watchers.delete(listener);
  }

  unhandled(thrown: unknown, origin: UnhandledOrigin): void {
    for (const watcher of this.watchers) watcher(thrown, origin);
  }

  signal(signal: StopSignal): void {
    for (const listener of this.listeners) listener(signal);
  }

  private add(output: 'out' | 'err', text: string): void {
    this[output] += text;
    for (const look of [...this.readers]) look();
  }
}
