import { processIo, type CliIo } from './cli-io';
import type { GlobalFlags } from './commands/command';
import { createProgram } from './program';
import { renderError } from './render-error';

const FAILED = 1;
const WRONG_USAGE = 2;

/**
 * Runs one command line and answers its exit code: that of the command, 1 when it failed, 2 when it was not understood.
 * Never throws and never ends the process.
 * @param argv what stands behind `holon`
 */
export async function run(argv: readonly string[], io: CliIo = processIo()): Promise<number> {
  let exitCode = 0;
  const program = createProgram(io, (code) => {
    exitCode = code;
  });
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    const asked = usageExitCode(error);
    if (asked !== undefined) return asked;
    const { verbose = false } = program.opts<GlobalFlags>();
    io.stderr.write(renderError(error, { verbose }));
    return FAILED;
  }
}

/** Commander has printed help or what it did not understand by then. */
function usageExitCode(error: unknown): number | undefined {
  const isCommander =
    error instanceof Error && 'code' in error && String(error.code).startsWith('commander.');
  if (!isCommander) return undefined;
  return 'exitCode' in error && error.exitCode === 0 ? 0 : WRONG_USAGE;
}
