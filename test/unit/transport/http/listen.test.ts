import { outerUrlOf } from '../../../../src/transport/http/listen';

const at = (address: string) => ({
  address,
  family: address.includes(':') ? 'IPv6' : 'IPv4',
  port: 80,
});

describe('the address that an app is registered with', () => {
  it.each([
    ['0.0.0.0', ['192.0.2.1', '192.0.2.2', '[2001:db8::1]'], 'http://192.0.2.1:80'],
    ['0.0.0.0', ['[2001:db8::1]'], 'http://127.0.0.1:80'],
    ['0.0.0.0', [], 'http://127.0.0.1:80'],
    ['::', ['[2001:db8::1]'], 'http://[2001:db8::1]:80'],
    ['::', [], 'http://[::1]:80'],
    ['127.0.0.1', ['192.0.2.1'], 'http://127.0.0.1:80'],
    ['192.0.2.9', ['192.0.2.1'], 'http://192.0.2.9:80'],
  ] as const)('of what listens on %s, with the addresses %j, is %s', (address, own, url) => {
    expect(outerUrlOf(at(address), own)).toBe(url);
  });
});
