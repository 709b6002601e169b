import type { App } from '../container/app';
import type { CreateAppOptions } from '../container/create-app';
import type { ChannelSecurity } from '../model/channel-security';
import type { JwtKey } from '../security/jwt/jwt-key';
import { JwtSecurity } from '../security/jwt-security';
import type { CliIo } from './cli-io';
import type { OnPublished } from './load-entry';
import type { ProjectSettings } from './project-settings';
import type { SupervisedApp } from './supervise';

/** What the name of the secret is in the environment. */
const SECRET = 'HOLON_JWT_SECRET';

/** The options of an entry, guarded by tokens where it guards nothing itself and the environment has a secret. */
export function withSecurity(options: CreateAppOptions, env: CliIo['env']): CreateAppOptions {
  const secret = env[SECRET] ?? '';
  if (options.security !== undefined || secret === '') return options;
  return { ...options, security: new JwtSecurity({ keys: [keyOf(secret)] }) };
}

/** What `holon token` signs with, or the public part of it. */
function keyOf(secret: string): JwtKey {
  const kid = 'default';
  if (!secret.startsWith('-----BEGIN')) return { kid, secret };
  const isPublic = secret.startsWith('-----BEGIN PUBLIC');
  return isPublic ? { kid, publicKey: secret } : { kid, privateKey: secret };
}

/** `app`, which is published when it is launched, and says where. */
export function publishing(
  app: App,
  address: ProjectSettings['publish'],
  io: CliIo,
  parts: {
    readonly security: ChannelSecurity | undefined;
    readonly onPublished: OnPublished | undefined;
  },
): SupervisedApp {
  return {
    stopped: app.stopped,
    drain: (options) => app.drain(options),
    async launch() {
      const published = await app.publish(address);
      const known = address.publicUrl === undefined ? '' : `, for others at ${address.publicUrl}`;
      io.stdout.write(`published at ${published.url}${known}\n`);
      if (parts.security === undefined || parts.security.trustsCallers === true) {
        io.stderr.write(
          `! Nothing checks tokens: callers are who they say they are. With ${SECRET} in the environment they need one.\n`,
        );
      }
      try {
        await parts.onPublished?.(published, app);
      } catch (error) {
        await app.drain();
        throw error;
      }
    },
  };
}
