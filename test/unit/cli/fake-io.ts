import type { CliIo, StopSignal } from '../../../src/cli/cli-io';

/** A process that records what is written and is signalled by hand. */
export class FakeIo implements CliIo {
  out = '';
  err = '';
  readonly env: Record<string, string> = {};
  readonly stdout = { write: (text: string) => (this.out += text) };
  readonly stderr = { write: (text: string) => (this.err += text) };
  private readonly listeners = new Set<(signal: StopSignal) => void>();

  constructor(readonly cwd: string) {}

  get isListening(): boolean {
    return this.listeners.size > 0;
  }

  onStopSignal(listener: (signal: StopSignal) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  signal(signal: StopSignal): void {
    for (const listener of this.listeners) listener(signal);
  }
}
