import { networkInterfaces } from 'node:os';

/** The addresses of this machine by which others reach it, those of IPv4 first; IPv6 in brackets. */
export function ownAddresses(): readonly string[] {
  const all = Object.values(networkInterfaces()).flatMap((one) => one ?? []);
  // An address of one link alone means nothing without the name of the link.
  const outer = all.filter(
    ({ internal, address }) => !internal && !/^(fe80:|169\.254\.)/i.test(address),
  );
  const of = (family: string) => outer.filter((one) => one.family === family);
  return [
    ...of('IPv4').map(({ address }) => address),
    ...of('IPv6').map(({ address }) => `[${address}]`),
  ];
}
