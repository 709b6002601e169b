import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { addRemoteOptions, calledApp, type RemoteFlags } from './called-app';
import { loadClient } from './client-door';
import { jsonInput } from './json-input';

/** What any system is to somebody who knows its services by name. */
type Services = Readonly<Record<string, (input?: unknown) => unknown>>;

/** `holon call`: one call of a service of a published app. */
export function addCallCommand(program: Command, io: CliIo, finish: Finish): void {
  const command = program
    .command('call')
    .summary('call a service of a published app')
    .description(
      'Calls a method that a system exposes and prints its result as JSON.\n\n' +
        'Exit codes: 0 answered, 1 refused, failed or not reached.',
    )
    .argument('<system>', 'id of the system')
    .argument('<service>', 'name of the service')
    .argument('[input]', 'what it takes, as JSON; - for the standard input');
  addRemoteOptions(command).action(
    async (
      systemId: string,
      service: string,
      typed: string | undefined,
      flags: RemoteFlags,
      self: Command,
    ) => {
      const input = typed === undefined ? undefined : await jsonInput(typed, 'input', io);
      const { connectSystem } = loadClient();
      const { url, ...options } = calledApp(self.optsWithGlobals<RemoteFlags>(), io);
      const call = connectSystem<Services>(url, { ...options, systemId })[service];
      if (call === undefined) {
        throw new HolonError('HOLON_INVALID_ARGUMENT', `No service can have the name '${service}'`);
      }
      const result = await call(input);
      const isLine = flags.json === true;
      io.stdout.write(`${JSON.stringify(result ?? null, undefined, isLine ? 0 : 2)}\n`);
      finish(0);
    },
  );
}
