import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HolonError } from '../../errors/holon-error';

/** What went wrong, and the cure, by the code that Node gives. */
const FAULTS: Readonly<Record<string, (host: string, port: number) => readonly [string, string]>> =
  {
    EADDRINUSE: (host, port) => [
      `port ${String(port)} of ${host} is taken by another program`,
      'End that program, or choose another port; port 0 takes any free one.',
    ],
    EACCES: (_, port) => [
      `this user may not listen on port ${String(port)}`,
      'Choose a port from 1024 on, and let a proxy answer on the lower one.',
    ],
    EADDRNOTAVAIL: (host) => [
      `${host} is no address of this machine`,
      "Choose one of its own: '127.0.0.1' for this machine alone, '0.0.0.0' for all of its addresses.",
    ],
    ENOTFOUND: (host) => [`there is no host ${host}`, 'Correct the name, or give an address.'],
  };

/** Resolves with the address that was taken. @throws HOLON_PUBLISH_FAILED */
export function listen(server: Server, host: string, port: number): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => {
      const known = FAULTS[error.code ?? '']?.(host, port);
      const [what, hint] = known ?? [`${error.code ?? 'an unknown error'} at ${host}`, undefined];
      reject(
        new HolonError('HOLON_PUBLISH_FAILED', `The app cannot listen: ${what}`, {
          cause: error,
          hint,
        }),
      );
    };
    server.once('error', fail);
    server.listen({ host: host.replace(/^\[|\]$/g, ''), port }, () => {
      server.off('error', fail);
      resolve(server.address() as AddressInfo); // it listens on a port
    });
  });
}

/** What to call it by from this machine. */
export function urlOf({ address, family, port }: AddressInfo): string {
  const own = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${own}]` : own}:${String(port)}`;
}
