import { HostCheck, isLoopback } from '../../../../src/transport/http/host-check';
import { refusal } from '../../../helpers/refusal';

describe('loopback', () => {
  it.each(['127.0.0.1', '127.8.9.1', '::1', '[::1]', 'localhost', 'LOCALHOST', '::ffff:127.0.0.1'])(
    'is %s',
    (host) => {
      expect(isLoopback(host)).toBe(true);
    },
  );

  it.each([
    '0.0.0.0',
    '::',
    '10.0.0.1',
    'localhost.example',
    '127.0.0.1.example',
    '127.1',
    '128.0.0.1',
  ])('is not %s', (host) => {
    expect(isLoopback(host)).toBe(false);
  });
});

describe('the Host header', () => {
  it('may name loopback or what a proxy is called, with any port, and nothing else', async () => {
    const hosts = new HostCheck('https://Plant.Example:8443/x');
    for (const host of [
      'localhost',
      '127.0.0.1:8080',
      '[::1]:1',
      'plant.example',
      'PLANT.example:443',
    ]) {
      expect(() => {
        hosts.check(host);
      }).not.toThrow();
    }
    for (const host of [
      '',
      'evil.example',
      'localhost:80@evil.example',
      '[::2]',
      'plant.example.evil',
    ]) {
      expect((await refusal(() => hosts.check(host))).code).toBe('HOLON_FORBIDDEN');
    }
  });
});
