import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { oneLine } from '../one-line';
import { count } from '../render-check';
import { openAdmin, toJsonText, type StoreFlags } from './open-admin';

interface RedriveFlags extends StoreFlags {
  readonly channel: string;
  readonly id?: readonly string[];
  readonly all?: boolean;
}

/** `holon store redrive`: dead messages are tried again. */
export function addRedriveCommand(store: Command, io: CliIo, finish: Finish): void {
  store
    .command('redrive')
    .summary('have dead messages tried again')
    .description(
      'Makes dead messages available again, their attempts counted from 0. Apps may run meanwhile and take them at ' +
        'once.\n\n' +
        'Exit codes: 0 all that were named, 1 some of them were not dead.',
    )
    .argument('[store]', 'sqlite:<file>; `store` of the settings when left out')
    .requiredOption('--channel <id>', 'the channel they are in')
    .option('--id <id...>', 'messages, as `holon store dead` lists them')
    .option('--all', 'all dead messages of the channel')
    .option('--json', 'as JSON')
    .action(async (address: string | undefined, flags: RedriveFlags, command: Command) => {
      const { channel, json } = flags;
      const wanted = chosen(flags);
      const redriven = await openAdmin(address, command, io).redrive(channel, wanted);
      const notDead = wanted === 'all' ? [] : wanted.filter((id) => !redriven.includes(id));
      const lines = [
        `${count(redriven.length, 'message')} of '${oneLine(channel)}' will be tried again`,
        ...notDead.map((id) => `not dead: ${oneLine(id)}`),
      ];
      io.stdout.write(json === true ? toJsonText({ redriven, notDead }) : `${lines.join('\n')}\n`);
      finish(notDead.length === 0 ? 0 : 1);
    });
}

function chosen({ id, all }: RedriveFlags): readonly string[] | 'all' {
  if (all === true && id === undefined) return 'all';
  if (all !== true && id !== undefined) return [...new Set(id)];
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    id === undefined ? 'No messages are named' : 'Both --id and --all are given',
    { hint: 'Pass either --id with the ids that `holon store dead` lists, or --all.' },
  );
}
