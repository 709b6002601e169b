import { BlockList, isIP } from 'node:net';

import type { TrustProxy } from './publish-options';

/** Names of networks, as Express has them. */
export const NAMED_NETWORKS: Readonly<Record<string, readonly string[]>> = {
  loopback: ['127.0.0.0/8', '::1'],
  linklocal: ['169.254.0.0/16', 'fe80::/10'],
  uniquelocal: ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', 'fc00::/7'],
};

/** What a value that `isTrustProxy` refuses must be. */
export const PROXIES_WANTED =
  "a number of proxies, or an array of their addresses such as '10.0.0.7', '10.0.0.0/8' or 'loopback'";

const BITS = { ipv4: 32, ipv6: 128 } as const;

/** Whether `value` says which proxies are believed. */
export function isTrustProxy(value: unknown): value is TrustProxy {
  if (value === false) return true;
  if (Array.isArray(value)) return value.every(isProxyName);
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

/** The cure where one of the networks holds everybody: then every caller could say that he is another. */
export function everybodyHint(value: unknown): string | undefined {
  const names: readonly unknown[] = Array.isArray(value) ? value : [];
  const name = names.find((one): one is string => typeof one === 'string' && holdsEverybody(one));
  if (name === undefined) return undefined;
  return `'${name}' holds every address, so that callers could make theirs up. Pass the number of proxies (1 for one), or the network that they are in.`;
}

function isProxyName(value: unknown): boolean {
  if (typeof value !== 'string') return false;
  if (Object.hasOwn(NAMED_NETWORKS, value)) return true;
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  if (family === 0 || rest.length > 0) return false;
  if (bits === undefined) return true;
  if (!/^\d{1,3}$/.test(bits) || Number(bits) > BITS[family === 4 ? 'ipv4' : 'ipv6']) return false;
  return !holdsEverybody(value);
}

/** Whether a network is all of IPv4, also where that is written as IPv6, or all of IPv6. */
function holdsEverybody(name: string): boolean {
  const [address = '', bits] = name.split('/');
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(address) === 0 || bits === undefined || !/^\d{1,3}$/.test(bits)) return false;
  if (Number(bits) > BITS[family]) return false;
  const list = new BlockList();
  list.addSubnet(address, Number(bits), family);
  if (list.check('0.0.0.0', 'ipv4') && list.check('255.255.255.255', 'ipv4')) return true;
  return Number(bits) === 0;
}
