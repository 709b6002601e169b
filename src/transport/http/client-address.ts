import type { IncomingMessage } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';

import { NAMED_NETWORKS } from '../../systems/proxy-names';
import type { TrustProxy } from '../../systems/publish-options';

/** Whether the one who has forwarded a request, `hop` steps before this server, is believed. */
type Trust = (address: string, hop: number) => boolean;

/** Tells clients apart by their addresses, also behind proxies that are believed. */
export class ClientAddresses {
  private readonly trusts: Trust | undefined;
  /** What connections without a proxy that is believed are counted by: the same for all their requests. */
  private readonly direct = new WeakMap<Socket, string>();

  constructor(trustProxy: TrustProxy) {
    this.trusts = trustOf(trustProxy);
  }

  /** What a client is counted by: an address of IPv4, or a network of IPv6, of which everybody has many addresses. */
  keyOf({ socket, headers }: IncomingMessage): string {
    const forwarded = headers['x-forwarded-for'];
    if (this.trusts !== undefined && forwarded !== undefined) {
      return networkOf(clientOf(socket, forwarded, this.trusts));
    }
    let key = this.direct.get(socket);
    if (key === undefined) {
      key = networkOf(plain(socket.remoteAddress ?? ''));
      this.direct.set(socket, key);
    }
    return key;
  }
}

/** The first address on the way back to the client that is no proxy to be believed. */
function clientOf(socket: Socket, forwarded: string | readonly string[], trusts: Trust): string {
  let address = plain(socket.remoteAddress ?? '');
  const before = String(forwarded).split(',').reverse();
  for (const [hop, one] of before.entries()) {
    if (!trusts(address, hop)) return address;
    const next = plain(one.trim());
    // What is no address was made up by the one before.
    if (isIP(next) === 0) return address;
    address = next;
  }
  return address;
}

function trustOf(trustProxy: TrustProxy): Trust | undefined {
  if (trustProxy === false || trustProxy === 0) return undefined;
  if (typeof trustProxy === 'number') return (_, hop) => hop < trustProxy;
  const list = new BlockList();
  for (const name of trustProxy.flatMap((one) => NAMED_NETWORKS[one] ?? [one])) {
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
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address);
  return startsWith(groups, MAPPED) ? asIpv4(groups) : address;
}

const GROUPS = 8;
const GROUP_BITS = 16;
/** `::ffff:0:0/96`: addresses of IPv4 as a socket of both families shows them. */
const MAPPED = [0, 0, 0, 0, 0, 0xffff];
/** `64:ff9b::/96`: addresses of IPv4 as a translator between the two shows them. */
const TRANSLATED = [0x64, 0xff9b, 0, 0, 0, 0];

/** The first 64 bits of an address of IPv6, or the address of IPv4 that a translator has put in; else as it is. */
function networkOf(address: string): string {
  if (isIP(address) !== 6) return address;
  const groups = groupsOf(address);
  if (startsWith(groups, TRANSLATED)) return asIpv4(groups);
  const network = groups.slice(0, GROUPS / 2).map((group) => group.toString(16));
  return `${network.join(':')}::/64`;
}

/** The eight numbers of an address of IPv6, however it is spelled. */
function groupsOf(address: string): readonly number[] {
  const { hostname } = new URL(`http://[${address}]`);
  const [head = '', tail] = hostname.slice(1, -1).split('::');
  const first = head === '' ? [] : head.split(':');
  const last = tail === undefined || tail === '' ? [] : tail.split(':');
  const zeros = Array.from({ length: GROUPS - first.length - last.length }, () => '0');
  return [...first, ...zeros, ...last].map((group) => Number.parseInt(group, 16));
}

function startsWith(groups: readonly number[], prefix: readonly number[]): boolean {
  return prefix.every((group, index) => groups[index] === group);
}

/** The last 32 bits. */
function asIpv4(groups: readonly number[]): string {
  const bytes = groups
    .slice(-2)
    .flatMap((group) => [group >> (GROUP_BITS / 2), group & 0xff])
    .map(String);
  return bytes.join('.');
}
