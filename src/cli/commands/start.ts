import type { Command } from 'commander';
import { createApp } from '../../container/create-app';
import { HolonError } from '../../errors/holon-error';
import type { ChannelStore } from '../../stores/channel-store';
import { createPinoLogger } from '../../observability/pino-logger';
import type { CliIo } from '../cli-io';
import { loadEntry } from '../load-entry';
import { loadSettings } from '../project-settings';
import { publishing, withSecurity } from '../publishing';
import { resolveStoreAddress } from '../store/store-address';
import { supervise, type SupervisedApp } from '../supervise';
import type { Finish, GlobalFlags } from './command';
import { parseSeconds } from './parse-seconds';

interface StartFlags extends GlobalFlags {
  readonly store?: string;
  readonly publish?: boolean;
  readonly host?: string;
  readonly port?: string;
  readonly publicUrl?: string;
  readonly trustProxy?: string;
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
        '--publish puts its public channels and its services on the network, on this machine only unless --host says ' +
        'otherwise, and prints the address. Behind a proxy, --public-url is the address that others are told. Where the entry gives no security, HOLON_JWT_SECRET in the environment makes ' +
        'callers need a token, which holon token issues.\n\n' +
        'Exit codes: 0 ended or drained, 1 failed or gave something up while draining, 130 or 143 second signal.',
    )
    .argument('[file]', 'entry file (.ts, .js, .mjs, .cjs); `entry` of the settings when left out')
    .option('--store <address>', 'where messages are kept: memory: or sqlite:<file>')
    .option('--publish', 'put the public channels and the services on the network')
    .option('--host <address>', 'where to listen; 127.0.0.1 where nobody says')
    .option('--port <number>', 'where to listen; 8080 where nobody says, 0 for any free port')
    .option('--public-url <url>', 'where others reach it, behind a proxy or in a container')
    .option(
      '--trust-proxy <proxies>',
      'whose X-Forwarded-For is believed: how many proxies, or their addresses',
    )
    .option('--log-level <level>', 'debug, info, warn, error or silent')
    .option(
      '--drain-timeout <seconds>',
      'longest time a drain may take',
      parseSeconds,
      DEFAULT_DRAIN_SECONDS,
    )
    .action(async (file: string | undefined, _flags: unknown, command: Command) => {
      const flags = command.optsWithGlobals<StartFlags>();
      checkFlags(flags);
      const { drainTimeout, publish } = flags;
      const settings = loadSettings({
        cwd: io.cwd,
        env: io.env,
        flags: { ...flags, entry: file },
      });
      const store =
        settings.store === undefined ? {} : { store: resolveStoreAddress(io.cwd, settings.store) };
      const logger = createPinoLogger({ level: settings.logLevel, destination: io.stderr });
      let handedIn: ChannelStore | undefined;
      const build = async (): Promise<SupervisedApp> => {
        const { root, options, onPublished } = await loadEntry(settings.entry);
        const given = { logger, ...options, ...store };
        const merged = publish === true ? withSecurity(given, io.env) : given;
        if (typeof merged.store === 'object') handedIn = merged.store;
        const app = await createApp(root, merged);
        if (publish !== true) return app;
        const { security } = merged;
        return publishing(app, settings.publish, io, { security, onPublished });
      };
      const code = await supervise(build, io, { drainTimeoutMs: drainTimeout * 1_000 });
      // An app leaves a store that it was handed open for whoever made it; here nobody comes after it.
      await handedIn?.close();
      finish(code);
    });
}

/** @throws HOLON_INVALID_ARGUMENT */
function checkFlags({ publish, host, port, publicUrl, trustProxy }: StartFlags): void {
  if (publish === true) return;
  for (const [flag, value] of Object.entries({
    host,
    port,
    'public-url': publicUrl,
    'trust-proxy': trustProxy,
  })) {
    if (value === undefined) continue;
    throw new HolonError(
      'HOLON_INVALID_ARGUMENT',
      `--${flag} says where to publish, and --publish is not there`,
      {
        hint: `Add --publish, or leave --${flag} out.`,
      },
    );
  }
}
