import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { HolonError } from '../../errors/holon-error';

/** What went wrong, and the cure, by the code that Node gives. */
const FAULTS: Readonly<Record<string, (host: string, port: number) => readonly [string, string]>> =
  {
    EADDRINUSE: (host, port) => [
      `port ${String(port)} of ${host} is taken already`,
      'End what listens there, another program or this app itself, or choose another port; port 0 takes any free one.',
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

/**
 * What others call it by, as far as this machine knows: what listens on every address has those of the machine, and
 * loopback only where there is none.
 * @param own addresses of the machine, the best first
 */
export function outerUrlOf(address: AddressInfo, own: readonly string[]): string {
  const isEvery = address.address === '0.0.0.0' || address.address === '::';
  const usable = address.address === '0.0.0.0' ? own.filter((one) => !one.startsWith('[')) : own;
  const [first] = usable;
  return isEvery && first !== undefined
    ? `http://${first}:${String(address.port)}`
    : urlOf(address);
}

/** What to call it by from this machine. */
export function urlOf({ address, family, port }: AddressInfo): string {
  const own = address === '0.0.0.0' ? '127.0.0.1' : address === '::' ? '::1' : address;
  return `http://${family === 'IPv6' ? `[${own}]` : own}:${String(port)}`;
}
