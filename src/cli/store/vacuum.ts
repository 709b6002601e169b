import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { renderBytes } from '../render-amount';
import { openAdmin, toJsonText, type StoreFlags } from './open-admin';

/** `holon store vacuum`: gives free room back to the disk. */
export function addVacuumCommand(store: Command, io: CliIo, finish: Finish): void {
  store
    .command('vacuum')
    .summary('give the room of removed messages back to the disk')
    .description(
      'Rewrites the file without the room that removed messages left; needs as much free disk meanwhile. No app may ' +
        'use the store. Not needed in the long run: new messages take that room.',
    )
    .argument('[store]', 'sqlite:<file>; `store` of the settings when left out')
    .option('--json', 'as JSON')
    .action(async (address: string | undefined, { json }: StoreFlags, command: Command) => {
      const report = await openAdmin(address, command, io).vacuum();
      const { beforeBytes, afterBytes } = report;
      const text = `${renderBytes(beforeBytes)} before, ${renderBytes(afterBytes)} now\n`;
      io.stdout.write(json === true ? toJsonText(report) : text);
      finish(0);
    });
}
