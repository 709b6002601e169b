export { run } from './run';
export type { CliIo, StopSignal, TextOutput } from './cli-io';
