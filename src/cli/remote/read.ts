import type { Command } from 'commander';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { addRemoteOptions, calledApp, type RemoteFlags } from './called-app';
import { loadClient } from './client-door';
import { parseCount } from './parse-count';
import { renderMessage } from './render-message';

interface ReadFlags extends RemoteFlags {
  readonly limit: number;
  readonly after?: string;
}

const LIMIT = 10;

/** `holon read`: the next messages of a channel of a published app. */
export function addReadCommand(program: Command, io: CliIo, finish: Finish): void {
  const command = program
    .command('read')
    .summary('read the next messages of a channel of a published app')
    .description(
      'Prints the next messages for whoever the token names, a line each, and moves his cursor behind them. Prints ' +
        'nothing when there are none.\n\n' +
        'Exit codes: 0 read, 1 refused or not reached.',
    )
    .argument('<channel>', 'id of the channel')
    .option('-n, --limit <count>', 'most messages', parseCount, LIMIT)
    .option('--after <id>', 'go on behind this message in place of the cursor');
  addRemoteOptions(command).action(async (channelId: string, flags: ReadFlags, self: Command) => {
    const { json = false, limit, after } = flags;
    const { connectRemote, remoteChannel } = loadClient();
    const channel = remoteChannel<unknown>(channelId);
    const app = calledApp(self.optsWithGlobals<ReadFlags>(), io);
    const client = connectRemote({ read: [channel] }, app);
    const messages = await client.read(channel, {
      limit,
      ...(after === undefined ? {} : { after }),
    });
    for (const message of messages) io.stdout.write(renderMessage(message, json));
    finish(0);
  });
}
