import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import { addDeadCommand } from '../store/dead';
import { addInspectCommand } from '../store/inspect';
import { addRedriveCommand } from '../store/redrive';
import { addVacuumCommand } from '../store/vacuum';
import type { Finish } from './command';

/** `holon store`: what an operator does with a store, from outside the apps that use it. */
export function addStoreCommand(program: Command, io: CliIo, finish: Finish): void {
  const store = program
    .command('store')
    .summary('look into a store and repair what is in it')
    .description('Works on the store of an app, from outside; it is never made by it.');
  addInspectCommand(store, io, finish);
  addDeadCommand(store, io, finish);
  addRedriveCommand(store, io, finish);
  addVacuumCommand(store, io, finish);
}
