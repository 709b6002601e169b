import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { parseSeconds } from '../commands/parse-seconds';
import { addRemoteOptions, calledApp, type RemoteFlags } from './called-app';
import { loadClient } from './client-door';
import { jsonInput } from './json-input';

interface WriteFlags extends RemoteFlags {
  readonly id?: string;
  readonly to?: string;
  readonly correlation?: string;
  /** Seconds. */
  readonly delay?: number;
}

/** `holon write`: one message into a channel of a published app. */
export function addWriteCommand(program: Command, io: CliIo, finish: Finish): void {
  const command = program
    .command('write')
    .summary('write a message to a channel of a published app')
    .description(
      'Writes one message and prints its id. With --id the same message may be written again: it is stored once.\n\n' +
        'Exit codes: 0 stored, 1 refused or not reached.',
    )
    .argument('<channel>', 'id of the channel')
    .argument('[content]', 'what to write, as JSON; - for the standard input', '-')
    .option('--id <id>', 'id of the message; made up when left out')
    .option('--to <system>', 'the one system that it is for')
    .option('--correlation <id>', 'ties a reply to its request')
    .option('--delay <seconds>', 'time before anybody sees it', parseSeconds);
  addRemoteOptions(command).action(
    async (channelId: string, typed: string, flags: WriteFlags, self: Command) => {
      const { correlation, delay, id, json = false, to } = flags;
      const content = await jsonInput(typed, 'content', io);
      const { connectRemote, remoteChannel } = loadClient();
      const channel = remoteChannel<unknown>(channelId);
      const app = calledApp(self.optsWithGlobals<WriteFlags>(), io);
      const client = connectRemote({ write: [channel] }, app);
      const receipt = await client.write(channel, content, {
        ...(id === undefined ? {} : { id }),
        ...(to === undefined ? {} : { recipientId: to }),
        ...(correlation === undefined ? {} : { correlationId: correlation }),
        ...(delay === undefined ? {} : { delayMs: delay * 1_000 }),
      });
      const duplicate = receipt.duplicate ? ' (kept already; not stored again)' : '';
      io.stdout.write(json ? `${JSON.stringify(receipt)}\n` : `${receipt.id}${duplicate}\n`);
      finish(0);
    },
  );
}
