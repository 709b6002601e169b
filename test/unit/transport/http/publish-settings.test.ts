import type { PublishOptions } from '../../../../src/systems/publish-options';
import { resolveSettings } from '../../../../src/transport/http/publish-settings';
import { failure } from '../../channels/bench';

const registries = [{ url: 'https://hub.example', channelId: 'registry' }];

describe('what publish refuses at once, with the cure', () => {
  it.each([
    [{ registrationTtlMs: 3_600_001 }, /registrationTtlMs must be .* at most 3600000 \(an hour\)/],
    [{ trustProxy: true }, /trustProxy must be a number of proxies, or an array/],
    [{ trustProxy: -1 }, /trustProxy must be/],
    [{ trustProxy: ['proxy.example'] }, /trustProxy must be/],
    [{ trustProxy: ['10.0.0.0/33'] }, /trustProxy must be/],
    [{ trustProxy: ['loopback', '0.0.0.0/0'] }, /trustProxy must be/],
    [{ trustProxy: ['10.0.0.0/00'] }, /trustProxy must be/],
    [{ trustProxy: ['::/0'] }, /trustProxy must be/],
    [{ trustProxy: ['::ffff:0.0.0.0/96'] }, /trustProxy must be/],
  ])('%j', (options, message) => {
    expect(() => resolveSettings(options as PublishOptions, 'publish')).toThrow(message); // wrong on purpose
  });

  it.each(['0.0.0.0/0', '::/0', '::ffff:10.0.0.0/90'])(
    'a proxy anywhere, %s, with what is meant instead',
    (everybody) => {
      expect(() => resolveSettings({ trustProxy: [everybody] }, 'publish')).toThrow(
        expect.objectContaining({
          hint: expect.stringMatching(/holds every address.*number of proxies.*network/),
        }),
      );
    },
  );

  it('nothing of what is right', () => {
    const trustProxy = ['loopback', '10.0.0.0/8', 'fc00::/7', '192.0.2.1'];
    expect(resolveSettings({ trustProxy, registrationTtlMs: 3_600_000 }, 'publish')).toMatchObject({
      trustProxy,
    });
  });
});

describe('an app that listens on every address', () => {
  it.each(['0.0.0.0', '::'])('on %s must say where registries are to send others', (host) => {
    expect(() => resolveSettings({ host, registries }, 'publish')).toThrow(
      failure('HOLON_INVALID_ARGUMENT') as Error,
    );
    const publicUrl = 'https://plant.example';
    expect(resolveSettings({ host, registries, publicUrl }, 'publish')).toMatchObject({
      publicUrl,
    });
    expect(() => resolveSettings({ host }, 'publish')).not.toThrow();
    expect(() => resolveSettings({ host: '127.0.0.1', registries }, 'publish')).not.toThrow();
  });
});
