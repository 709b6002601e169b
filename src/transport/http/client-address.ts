import type { IncomingMessage } from 'node:http';
import { BlockList, isIP } from 'node:net';

import type { TrustProxy } from '../../systems/publish-options';

/** Whether the one who has forwarded a request, `hop` steps before this server, is believed. */
type Trust = (address: string, hop: number) => boolean;

/** Names of networks, as Express has them. */
const NAMED: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** Tells clients apart by their addresses, also behind proxies that are believed. */
export class ClientAddresses {
  private readonly trusts: Trust | undefined;

  constructor(trustProxy: TrustProxy) {
    this.trusts = trustOf(trustProxy);
  }

  /** What a client is counted by: an address of IPv4, or a network of IPv6, of which everybody has many addresses. */
  keyOf(request: IncomingMessage): string {
    return networkOf(this.addressOf(request));
  }

  private addressOf({ socket, headers }: IncomingMessage): string {
    let address = plain(socket.remoteAddress ?? '');
    const forwarded = headers['x-forwarded-for'];
    if (this.trusts === undefined || forwarded === undefined) return address;
    const before = String(forwarded).split(',').reverse();
    for (const [hop, one] of before.entries()) {
      if (!this.trusts(address, hop)) return address;
      const next = plain(one.trim());
      // What is no address was made up by the one before.
      if (isIP(next) === 0) return address;
      address = next;
    }
    return address;
  }
}

/** Whether `value` is one of the things that a list of trusted proxies may hold. */
export function isProxyName(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (Object.hasOwn(NAMED, value)) return true;
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  return (
    bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
  );
}

function trustOf(trustProxy: TrustProxy): Trust | undefined {
  if (trustProxy === false || trustProxy === 0) return undefined;
  if (typeof trustProxy === 'number') return (_, hop) => hop < trustProxy;
  const list = new BlockList();
  for (const name of trustProxy.flatMap((one) => NAMED[one] ?? [one])) {
    const [address = '', bits] = name.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (address) => list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
}

/** Without brackets, port and zone, and as IPv4 where it is that in the form of IPv6. */
function plain(text: string): string {
  const [, bracketed] = /^\[([^\]]*)\](?::\d+)?$/.exec(text) ?? [];
  const [, before] = /^([\d.]+):\d+$/.exec(text) ?? [];
  const address = (bracketed ?? before ?? text).replace(/%.*$/, '').toLowerCase();
  const [, mapped] = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/.exec(address) ?? [];
  return mapped ?? address;
}

const GROUPS = 8;

/** The first 64 bits of an address of IPv6; any other text as it is. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => '0');
  return `${[...first, ...zeros, ...last].slice(0, GROUPS / 2).join(':')}::/64`;
}
