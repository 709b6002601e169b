import type { Command } from 'commander';
import type { App } from '../../container/app';
import { createApp } from '../../container/create-app';
import type { ChannelStore } from '../../stores/channel-store';
import { createPinoLogger } from '../../observability/pino-logger';
import type { CliIo } from '../cli-io';
import { loadEntry } from '../load-entry';
import { loadSettings } from '../project-settings';
import { resolveStoreAddress } from '../store/store-address';
import { supervise } from '../supervise';
import type { Finish, GlobalFlags } from './command';
import { parseSeconds } from './parse-seconds';

interface StartFlags extends GlobalFlags {
  readonly store?: string;
  readonly logLevel?: string;
  /** Seconds. */
  readonly drainTimeout: number;
}

const DEFAULT_DRAIN_SECONDS = 10;

/** `holon start`: builds and launches the app of an entry file and drains it at SIGINT or SIGTERM. */
export function addStartCommand(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('start')
    .summary('run an app until it ends or is told to stop')
    .description(
      'Builds and launches the app of an entry file. SIGINT (Ctrl-C) and SIGTERM drain it: no new work is taken, ' +
        'running handlers finish, and what was left is printed. A second signal ends it at once. What is thrown where ' +
        'nobody catches it is printed, and drains the app too.\n\n' +
        'Exit codes: 0 ended or drained, 1 failed or gave something up while draining, 130 or 143 second signal.',
    )
    .argument('[file]', 'entry file (.ts, .js, .mjs, .cjs); `entry` of the settings when left out')
    .option('--store <address>', 'where messages are kept: memory: or sqlite:<file>')
    .option('--log-level <level>', 'debug, info, warn, error or silent')
    .option(
      '--drain-timeout <seconds>',
      'longest time a drain may take',
      parseSeconds,
      DEFAULT_DRAIN_SECONDS,
    )
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const {
        config,
        store: given,
        logLevel,
        drainTimeout,
      } = command.optsWithGlobals<StartFlags>();
      const flags = { config, entry: file, store: given, logLevel };
      const settings = loadSettings({ cwd: io.cwd, env: io.env, flags });
      const store =
        settings.store === undefined ? {} : { store: resolveStoreAddress(io.cwd, settings.store) };
      const logger = createPinoLogger({ level: settings.logLevel, destination: io.stderr });
      let handedIn: ChannelStore | undefined;
      const build = async (): Promise<App> => {
        const { root, options } = await loadEntry(settings.entry);
        const merged = { logger, ...options, ...store };
        if (typeof merged.store === 'object') handedIn = merged.store;
        return createApp(root, merged);
      };
      const code = await supervise(build, io, { drainTimeoutMs: drainTimeout * 1_000 });
      // An app leaves a store that it was handed open for whoever made it; here nobody comes after it.
      await handedIn?.close();
      finish(code);
    });
}
