import type { IncomingMessage } from 'node:http';

import type { TrustProxy } from '../../../../src/systems/publish-options';
import { ClientAddresses } from '../../../../src/transport/http/client-address';

function keyOf(trustProxy: TrustProxy, remoteAddress: string, forwarded?: string): string {
  const headers = forwarded === undefined ? {} : { 'x-forwarded-for': forwarded };
  const request = { socket: { remoteAddress }, headers } as unknown as IncomingMessage; // all that is looked at
  return new ClientAddresses(trustProxy).keyOf(request);
}

describe('a client', () => {
  it.each([
    [false, '10.0.0.1', '1.1.1.1', '10.0.0.1'],
    [0, '10.0.0.1', '1.1.1.1', '10.0.0.1'],
    [1, '10.0.0.1', undefined, '10.0.0.1'],
    [1, '10.0.0.1', '9.9.9.9, 1.1.1.1', '1.1.1.1'],
    [2, '10.0.0.1', '9.9.9.9, 1.1.1.1', '9.9.9.9'],
    [9, '10.0.0.1', '9.9.9.9, 1.1.1.1', '9.9.9.9'],
    [['10.0.0.0/8'], '10.0.0.1', '9.9.9.9, 1.1.1.1, 10.2.3.4', '1.1.1.1'],
    [['10.0.0.1', 'loopback'], '::ffff:10.0.0.1', '1.1.1.1, 127.0.0.1', '1.1.1.1'],
    [['uniquelocal'], '8.8.8.8', '1.1.1.1', '8.8.8.8'],
    [1, '10.0.0.1', 'not an address', '10.0.0.1'],
    [1, '10.0.0.1', '1.1.1.1:4711', '1.1.1.1'],
    [1, '10.0.0.1', '[2001:db8::7]:4711', '2001:db8:0:0::/64'],
  ] as const)('behind %j at %s with %j is counted as %s', (trust, remote, forwarded, key) => {
    expect(keyOf(trust, remote, forwarded)).toBe(key);
  });

  it('is counted by its network where its address is one of IPv6', () => {
    const keys = ['2001:db8:1:2::3', '2001:DB8:1:2:ffff::9', '2001:db8:1:2:a:b:c:d'];
    expect(new Set(keys.map((one) => keyOf(false, one)))).toEqual(new Set(['2001:db8:1:2::/64']));
    expect(keyOf(false, '2001:db8:1:3::3')).toBe('2001:db8:1:3::/64');
    expect(keyOf(false, 'fe80::1%eth0')).toBe('fe80:0:0:0::/64');
    expect(keyOf(false, '::ffff:192.0.2.1')).toBe('192.0.2.1');
    expect(keyOf(false, '::1')).toBe('0:0:0:0::/64');
  });

  it.each([
    '::ffff:192.0.2.1',
    '::FFFF:c000:201',
    '0:0:0:0:0:ffff:c000:0201',
    '0000:0000:0000:0000:0000:ffff:192.0.2.1',
    '64:ff9b::192.0.2.1',
    '64:ff9b::c000:201',
    '0064:FF9B:0:0:0:0:c000:0201',
  ])('is counted by its address of IPv4 where that stands in one of IPv6: %s', (address) => {
    expect(keyOf(false, address)).toBe('192.0.2.1');
    expect(keyOf(1, '10.0.0.1', address)).toBe('192.0.2.1');
  });

  it.each([
    '64:ff9b:0:0:1::c000:201',
    '::fffe:c000:201',
    '1::ffff:c000:201',
    '64:ff9b:1::c000:201',
  ])('is counted by its network where the address only looks like that: %s', (address) => {
    expect(keyOf(false, address)).toMatch(/::\/64$/);
  });

  it('is no trusted proxy because its number from a translator is the address of one', () => {
    expect(keyOf(['10.0.0.1'], '64:ff9b::a00:1', '1.1.1.1')).toBe('10.0.0.1');
    expect(keyOf(['10.0.0.1'], '::ffff:a00:1', '1.1.1.1')).toBe('1.1.1.1');
  });
});
