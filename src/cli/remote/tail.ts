import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import { createAbortController } from '../../util/abort-controller';
import type { CliIo } from '../cli-io';
import type { Finish } from '../commands/command';
import { addRemoteOptions, calledApp, type RemoteFlags } from './called-app';
import { loadClient } from './client-door';
import { parseCount } from './parse-count';
import { renderMessage } from './render-message';

interface TailFlags extends RemoteFlags {
  readonly from: 'start' | 'now';
  readonly limit?: number;
}

/** `holon tail`: the messages of a channel of a published app as they come. */
export function addTailCommand(program: Command, io: CliIo, finish: Finish): void {
  const command = program
    .command('tail')
    .summary('print the messages of a channel of a published app as they come')
    .description(
      'Prints messages, a line each, until Ctrl-C, and moves no cursor. A connection that is lost is made again ' +
        'behind the last message that came.\n\n' +
        'Exit codes: 0 ended by a signal or by --limit, 1 refused or not reached.',
    )
    .argument('<channel>', 'id of the channel')
    .option(
      '--from <place>',
      'start: all that is kept first; now: what comes from now on',
      parseFrom,
      'now',
    )
    .option('-n, --limit <count>', 'end after so many messages', parseCount);
  addRemoteOptions(command).action(async (channelId: string, flags: TailFlags, self: Command) => {
    const { from, json = false, limit = Infinity } = flags;
    const { connectRemote, remoteChannel } = loadClient();
    const channel = remoteChannel<unknown>(channelId);
    const app = calledApp(self.optsWithGlobals<TailFlags>(), io);
    const client = connectRemote({ read: [channel] }, app);
    const ending = createAbortController();
    const stopListening = io.onStopSignal(() => {
      ending.abort();
    });
    try {
      let left = limit;
      for await (const message of client.stream(channel, { from, signal: ending.signal })) {
        io.stdout.write(renderMessage(message, json));
        left -= 1;
        // Who read this through a pipe may have gone: `holon tail … | head`.
        if (left === 0 || io.stdout.writable === false) break;
      }
    } finally {
      stopListening();
    }
    finish(0);
  });
}

function parseFrom(typed: string): TailFlags['from'] {
  if (typed === 'start' || typed === 'now') return typed;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `'${typed}' is no place to begin`, {
    hint: 'Pass --from start | now.',
  });
}
