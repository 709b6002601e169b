import type { Command } from 'commander';
import { systemClock } from '../../util/clock';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { openAdmin, toJsonText, type StoreFlags } from './open-admin';
import { renderReport } from './render-store';

/** `holon store inspect`: what is kept, channel by channel. */
export function addInspectCommand(store: Command, io: CliIo, finish: Finish): void {
  store
    .command('inspect')
    .summary('show what a store keeps')
    .description(
      'Shows how much each channel keeps and in which state, and how far its readers are behind. Changes nothing; ' +
        'apps may run meanwhile.\n\n' +
        'PENDING is neither claimed, acknowledged nor dead, DELAYED messages included. LAG is what a reader can still ' +
        'get, MISSED what retention took before it had read it.',
    )
    .argument('[store]', 'sqlite:<file>; `store` of the settings when left out')
    .option('--json', 'as JSON')
    .action(async (address: string | undefined, { json }: StoreFlags, command: Command) => {
      const nowMs = systemClock.nowMs();
      const report = await openAdmin(address, command, io).inspect(nowMs);
      io.stdout.write(json === true ? toJsonText(report) : renderReport(report, nowMs));
      finish(0);
    });
}
