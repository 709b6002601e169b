import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { HolonError } from '../../errors/holon-error';
import type { Role } from '../../model/channel-security';
import { JwtSecurity } from '../../security/jwt-security';
import type { JwtKey } from '../../security/jwt/jwt-key';
import type { CliIo } from '../cli-io';
import type { Finish } from './command';
import { parseDuration } from './parse-duration';

interface TokenFlags {
  readonly system: string;
  readonly role: string;
  readonly channels?: readonly string[];
  /** Milliseconds. */
  readonly expires?: number;
  readonly secretFile?: string;
  readonly keyId: string;
  readonly issuer?: string;
  readonly audience?: string;
}

const SECRET_VARIABLE = 'HOLON_JWT_SECRET';
const HOUR_MS = 3_600_000;
/** What a `JwtSecurity` allows that says nothing of it. */
const USUAL_LIFE_MS = 24 * HOUR_MS;

/** `holon token`: issues a token that an app with the same secret accepts. */
export function addTokenCommand(program: Command, io: CliIo, finish: Finish): void {
  program
    .command('token')
    .summary('issue a token for a caller from outside')
    .description(
      'Prints a token, and nothing else, that an app with the same secret accepts. The secret is read from ' +
        `${SECRET_VARIABLE} or a file; it is never an argument, which other users of the machine could see. ` +
        'A file may hold a private key in PEM instead.\n\n' +
        'Exit codes: 0 issued, 1 refused.',
    )
    .requiredOption('--system <id>', 'who shows it: the sender of what he writes')
    .requiredOption('--role <role>', 'what he may do at most: read, write or admin')
    .option(
      '--channels <ids>',
      'the channels it is for, separated by commas; services as systems/<id>; all when left out',
      parseChannels,
    )
    .option(
      '--expires <time>',
      'how long it is good: seconds, or 15m, 2h, 7d; an hour when left out',
      parseDuration,
    )
    .option('--secret-file <file>', `where the secret is, when not in ${SECRET_VARIABLE}`)
    .option('--key-id <kid>', 'which key of the app it is, where it has several', 'default')
    .option('--issuer <name>', 'the issuer, where the app asks for one')
    .option('--audience <name>', 'the audience, where the app asks for one')
    .action((flags: TokenFlags) => {
      const { system, channels, expires = HOUR_MS, issuer, audience } = flags;
      const security = new JwtSecurity({
        keys: [readKey(flags, io)],
        maxLifetimeMs: Math.max(expires, USUAL_LIFE_MS),
        ...(issuer === undefined ? {} : { issuer }),
        ...(audience === undefined ? {} : { audience }),
      });
      const token = security.issueToken({
        systemId: system,
        role: flags.role as Role, // issueToken checks it
        channelIds: channels,
        expiresInMs: expires,
      });
      if (expires > USUAL_LIFE_MS) {
        io.stderr.write(
          `! Good for more than a day: the app must allow it, new JwtSecurity({ …, maxLifetimeMs: ${expires} }).\n`,
        );
      }
      io.stdout.write(`${token}\n`);
      finish(0);
    });
}

function parseChannels(typed: string): readonly string[] {
  const ids = typed
    .split(',')
    .map((id) => id.trim())
    .filter((id) => id !== '');
  if (ids.length > 0) return ids;
  throw new HolonError('HOLON_INVALID_ARGUMENT', '--channels names no channel', {
    hint: 'Name channels, as in --channels readings,alerts, or leave it out for all.',
  });
}

function readKey({ secretFile, keyId: kid }: TokenFlags, io: CliIo): JwtKey {
  const secret =
    secretFile === undefined
      ? io.env[SECRET_VARIABLE]
      : readSecretFile(resolve(io.cwd, secretFile));
  if (secret === undefined || secret === '') {
    throw new HolonError('HOLON_INVALID_ARGUMENT', 'There is no secret to sign with', {
      hint: `Set ${SECRET_VARIABLE} to the secret of the app, or pass --secret-file.`,
    });
  }
  return secret.startsWith('-----BEGIN') ? { kid, privateKey: secret } : { kid, secret };
}

/** Without the line break that editors and `openssl rand` put at the end. */
function readSecretFile(path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/\r?\n$/, '');
  } catch (cause) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${path} cannot be read`, {
      hint: 'Pass --secret-file the path of a readable file.',
      cause,
    });
  }
}
