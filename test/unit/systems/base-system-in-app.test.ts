import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { createApp } from '../../../src/container/create-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { silentLogger } from '../../../src/observability/logger';
import { BaseSystem } from '../../../src/systems/base-system';
import { drainAll, launch } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';
import { Custom } from './custom-system';

afterEach(drainAll);

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'extra' })
class Extra extends BroadcastChannel<string, 'extra'> {}

const owning = channelAccess({ own: [News] });
const reading = channelAccess({ read: [News] });

@System({ id: 'reader', channels: reading })
class Reader extends Custom {
  readonly helper = new Custom({ id: 'helper' });
  constructor() {
    super({}, async (self) => {
      await self.addChannel(new Extra());
      self.addSubsystem(this.helper, { channels: ['news', 'extra'] });
    });
  }
}

@System({ id: 'root', channels: owning })
class Root extends BaseSystem<typeof owning> {
  @Subsystem(Reader, { channels: { read: [News] } }) readonly reader!: Reader;
  constructor(readonly injected: ChannelClient<typeof owning>) {
    super();
  }
  tell(content: string): Promise<unknown> {
    return this.client.write(News, content);
  }
}

describe('a BaseSystem of an app', () => {
  it('has its declared channels by id beside the injected client', async () => {
    const { app } = await launch(Root);
    const { reader } = app.get(Root);
    await app.get(Root).tell('hello');
    expect(await reader.contents('news')).toEqual(['hello']);
    expect(await refusal(() => reader.write('news', 'no'))).toMatchObject({
      code: 'HOLON_CHANNEL_NOT_CONNECTED',
      message: "System 'reader' has no 'write' access to channel 'news'",
    });
  });

  it('builds channels and subsystems by hand, and hands on no more than it has', async () => {
    const { app } = await launch(Root);
    const { reader } = app.get(Root);
    await app.get(Root).tell('hello');
    expect(await reader.helper.contents('news')).toEqual(['hello']);
    expect((await refusal(() => reader.helper.write('news', 'no'))).code).toBe(
      'HOLON_CHANNEL_NOT_CONNECTED',
    );
    await reader.helper.write('extra', 'yes');
    expect(await reader.contents('extra')).toEqual(['yes']);
  });

  it('is started, watched and stopped by the app', async () => {
    const { app } = await launch(Root);
    const { reader } = app.get(Root);
    expect(app.health().systems.map(({ id }) => id)).toEqual(['root', 'reader', 'helper']);
    expect((await refusal(() => reader.launch())).code).toBe('HOLON_WRONG_STATE');
    expect((await refusal(() => reader.stop())).code).toBe('HOLON_WRONG_STATE');
    expect(reader.setups).toBe(1);
    await app.drain();
    expect(reader.helper.state).toBe('stopped');
    expect((await refusal(() => reader.contents('extra'))).code).toBe('HOLON_DRAINING');
  });

  it('is refused when it builds in its constructor, where its app is not known yet', async () => {
    @System({ id: 'hasty' })
    class Hasty extends BaseSystem {
      constructor() {
        super();
        void this.addChannel(new Extra());
      }
    }
    const error = await refusal(() => createApp(Hasty, { logger: silentLogger }));
    expect(error).toMatchObject({
      code: 'HOLON_WRONG_STATE',
      message: "Hasty 'hasty' was used in its constructor and cannot be part of an app",
    });
  });
});

describe('a decorated BaseSystem launched by hand', () => {
  it('takes id and rate from its decorator', async () => {
    @System({ id: 'plain', name: 'Plain', ticksPerSecond: 5 })
    class Plain extends BaseSystem {}
    const plain = new Plain();
    await plain.launch();
    expect(plain.id).toBe('plain');
    expect(plain.health()).toMatchObject({ id: 'plain', name: 'Plain', state: 'running' });
    await plain.stop();
  });

  @System({ id: 'parent' })
  class Parent extends BaseSystem {
    @Subsystem(Reader) readonly reader!: Reader;
  }
  class Consumer extends BaseSystem {
    @Consume(News) listen(): void {}
  }
  it.each([
    ['channels', new Reader()],
    ['subsystems', new Parent()],
    ['consumers', new Consumer({ id: 'consumer' })],
  ])('is refused when it declares %s, which only an app builds', async (_what, system) => {
    const error = await refusal(() => system.launch());
    expect(error.code).toBe('HOLON_WRONG_STATE');
    expect(error.message).toContain('declares channels, subsystems or consumers');
    expect(error.hint).toContain('createApp');
  });
});
