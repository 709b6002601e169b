export { run } from './run';
export type { CliIo, StopSignal, TextOutput, UnhandledOrigin } from './cli-io';
