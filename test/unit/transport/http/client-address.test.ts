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
});
