import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import type { CliIo } from '../cli-io';
import type { GlobalFlags } from '../commands/command';
import { parseSeconds } from '../commands/parse-seconds';
import { loadSettings, type ProjectSettings } from '../project-settings';

/** What every command understands that calls a published app. */
export interface RemoteFlags extends GlobalFlags {
  readonly url?: string;
  readonly tokenFile?: string;
  /** Seconds. */
  readonly timeout: number;
  readonly json?: boolean;
}

/** A published app as `connectRemote` takes it. */
export interface CalledApp {
  readonly url: string;
  readonly token?: string;
  readonly timeoutMs: number;
}

const TIMEOUT_SECONDS = 10;
/** Addresses to listen at that are none to call. */
const EVERY_ADDRESS: Readonly<Record<string, string>> = { '0.0.0.0': '127.0.0.1', '::': '::1' };

/** Adds the flags that say where the app is and who calls. */
export function addRemoteOptions(command: Command): Command {
  return command
    .option('--url <url>', 'where the app answers; HOLON_URL, or `publish` of the settings')
    .option('--token-file <file>', 'where the token is, when not in HOLON_TOKEN')
    .option('--timeout <seconds>', 'longest time for an answer', parseSeconds, TIMEOUT_SECONDS)
    .option('--json', 'as JSON, a line each');
}

/** Which app is called, and by whom. @throws HOLON_INVALID_ARGUMENT, HOLON_INVALID_CONFIG */
export function calledApp(flags: RemoteFlags, io: CliIo): CalledApp {
  const token = readToken(flags, io);
  return {
    url: flags.url ?? urlFromEnv(io) ?? urlOf(settingsOf(flags, io).publish),
    timeoutMs: flags.timeout * 1_000,
    ...(token === undefined ? {} : { token }),
  };
}

function settingsOf({ config }: RemoteFlags, io: CliIo): ProjectSettings {
  return loadSettings({ cwd: io.cwd, env: io.env, flags: { config } });
}

function urlFromEnv({ env }: CliIo): string | undefined {
  return env.HOLON_URL === '' ? undefined : env.HOLON_URL;
}

function urlOf({ host, port }: ProjectSettings['publish']): string {
  const called = EVERY_ADDRESS[host] ?? host;
  return `http://${called.includes(':') ? `[${called}]` : called}:${String(port)}`;
}

/** Never an argument: other users of the machine could see it. */
function readToken({ tokenFile }: RemoteFlags, { cwd, env }: CliIo): string | undefined {
  if (tokenFile === undefined) return env.HOLON_TOKEN === '' ? undefined : env.HOLON_TOKEN;
  const path = resolve(cwd, tokenFile);
  try {
    return readFileSync(path, 'utf8').trim();
  } catch (cause) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${path} cannot be read`, {
      hint: 'Pass --token-file the path of a readable file.',
      cause,
    });
  }
}
