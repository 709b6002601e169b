/** Where text goes. */
export interface TextOutput {
  readonly isTTY?: boolean | undefined;
  write(text: string): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** All that a command sees of the process, so that tests run commands without one. */
export interface CliIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calls `listener` at every SIGINT and SIGTERM; returns the way to stop. */
  onStopSignal(listener: (signal: StopSignal) => void): () => void;
}

/** The real process. */
export function processIo(): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    onStopSignal(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
  };
}
