import { text } from 'node:stream/consumers';

/** Where text goes. */
export interface TextOutput {
  readonly isTTY?: boolean | undefined;
  /** False once nobody takes it any more. */
  readonly writable?: boolean | undefined;
  write(text: string): unknown;
}

export type StopSignal = 'SIGINT' | 'SIGTERM';

/** How something got past every `catch`. */
export type UnhandledOrigin = 'exception' | 'rejection';

/** All that a command sees of the process, so that tests run commands without one. */
export interface CliIo {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** All that comes in, as text. */
  readInput?(): Promise<string>;
  /** Calls `listener` at every SIGINT and SIGTERM; returns the way to stop. */
  onStopSignal(listener: (signal: StopSignal) => void): () => void;
  /** Calls `listener` with every exception and rejection that nobody caught, none of which then ends the process. */
  onUnhandled(listener: (thrown: unknown, origin: UnhandledOrigin) => void): () => void;
}

/** The real process. */
export function processIo(): CliIo {
  return {
    stdout: process.stdout,
    stderr: process.stderr,
    cwd: process.cwd(),
    env: process.env,
    readInput: () => text(process.stdin),
    onStopSignal(listener) {
      process.on('SIGINT', listener).on('SIGTERM', listener);
      return () => process.off('SIGINT', listener).off('SIGTERM', listener);
    },
    onUnhandled(listener) {
      const onException = (thrown: unknown): void => listener(thrown, 'exception');
      const onRejection = (thrown: unknown): void => listener(thrown, 'rejection');
      process.on('uncaughtException', onException).on('unhandledRejection', onRejection);
      return () =>
        process.off('uncaughtException', onException).off('unhandledRejection', onRejection);
    },
  };
}
