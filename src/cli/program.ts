import type { Command } from 'commander';
import type { CliIo } from './cli-io';
import { addCheckCommand } from './commands/check';
import type { Finish } from './commands/command';
import { addDoctorCommand } from './commands/doctor';
import { addGraphCommand } from './commands/graph';
import { addStartCommand } from './commands/start';
import { addStoreCommand } from './commands/store';
import { addTokenCommand } from './commands/token';
import { addCallCommand } from './remote/call';
import { addReadCommand } from './remote/read';
import { addTailCommand } from './remote/tail';
import { addWriteCommand } from './remote/write';

const EXAMPLES = `
Examples:
  holon start src/plant.ts            run the app until Ctrl-C, then drain it
  holon start                         run the entry of nest-cli-style.json
  holon start --publish               and put its public channels and services on the network
  holon check src/plant.ts            every problem at once, starting nothing
  holon graph -o plant.svg            draw it
  holon doctor                        check this machine and project
  holon store inspect sqlite:plant.db what is kept, claimed and dead
  holon token --system web --role read let a caller in, with the secret in HOLON_JWT_SECRET

  holon tail readings                 what comes into a channel of a published app; also read, write
  holon call sensor calibrate '{}'    call a service of a published app

Settings come from flags, then HOLON_ENTRY, HOLON_STORE, HOLON_HOST, HOLON_PORT, HOLON_PUBLIC_URL,
HOLON_TRUST_PROXY and HOLON_LOG_LEVEL, then nest-cli-style.json.`;

/** The command line as commander sees it: writes to `io`, throws where commander would exit. */
export function createProgram(io: CliIo, finish: Finish): Command {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- loaded when first used, and what its types say it is
  const { Command: Program } = require('commander') as typeof import('commander');
  const program = new Program('holon')
    .description('Runs, checks and draws apps made of systems and channels.')
    .option(
      '-c, --config <file>',
      'settings file (default: nest-cli-style.json, where there is one)',
    )
    .option('--verbose', 'show stacks of errors')
    .addHelpText('after', EXAMPLES)
    .showHelpAfterError('Run holon --help to see what there is.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => io.stdout.write(text),
      writeErr: (text) => io.stderr.write(text),
    });
  addStartCommand(program, io, finish);
  addCheckCommand(program, io, finish);
  addGraphCommand(program, io, finish);
  addDoctorCommand(program, io, finish);
  addStoreCommand(program, io, finish);
  addTokenCommand(program, io, finish);
  addReadCommand(program, io, finish);
  addWriteCommand(program, io, finish);
  addTailCommand(program, io, finish);
  addCallCommand(program, io, finish);
  return program;
}
