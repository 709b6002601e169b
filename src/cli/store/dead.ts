import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import type { DeadReport } from '../../stores/store-admin';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { openAdmin, toJsonText, type StoreFlags } from './open-admin';
import { renderDead } from './render-store';

interface DeadFlags extends StoreFlags {
  readonly channel?: string;
  readonly limit: number;
}

const DEFAULT_LIMIT = 20;

/** `holon store dead`: the messages whose attempts are used up. */
export function addDeadCommand(store: Command, io: CliIo, finish: Finish): void {
  store
    .command('dead')
    .summary('list messages whose attempts are used up')
    .description(
      'Lists dead letters, the oldest of each channel first. Changes nothing; apps may run meanwhile.',
    )
    .argument('[store]', 'sqlite:<file>; `store` of the settings when left out')
    .option('--channel <id>', 'those of one channel')
    .option('--limit <number>', 'most to list', parseLimit, DEFAULT_LIMIT)
    .option('--json', 'as JSON, with the whole content')
    .action(async (address: string | undefined, flags: DeadFlags, command: Command) => {
      const { channel, limit, json } = flags;
      const report = await openAdmin(address, command, io).dead({ channelId: channel, limit });
      io.stdout.write(json === true ? toJsonText(forMachines(report)) : renderDead(report));
      finish(0);
    });
}

function forMachines({ total, letters }: DeadReport): unknown {
  return {
    total,
    letters: letters.map(({ channelId, attempt, reason, message }) => ({
      channelId,
      attempt,
      reason,
      ...message,
    })),
  };
}

function parseLimit(typed: string): number {
  if (/^[1-9]\d{0,8}$/.test(typed)) return Number(typed);
  throw new HolonError('HOLON_INVALID_ARGUMENT', `'${typed}' is no number of messages`, {
    hint: 'Pass --limit a whole number from 1, such as 100.',
  });
}
