import { resolveSettings } from '../../../../src/transport/http/publish-settings';
import { failure } from '../../channels/bench';

const registries = [{ url: 'https://hub.example', channelId: 'registry' }];

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
