/** What the seeds promise of systems and do not keep; the numbers are those of the list of their faults. */
import { IsString } from 'class-validator';
import { BroadcastChannel } from '../../src/channels/broadcast-channel';
import { Channel } from '../../src/decorators/channel';
import { channelAccess } from '../../src/decorators/channel-access';
import { Expose } from '../../src/decorators/expose';
import { System } from '../../src/decorators/system';
import { BaseSystem, type BaseSystemOptions } from '../../src/systems/base-system';
import { VirtualClock } from '../../src/testing/virtual-clock';
import { drainAll, launch } from '../helpers/launch';

afterEach(drainAll);

let events: string[] = [];
beforeEach(() => {
  events = [];
});

/** A system with one channel of its own and the subsystems it is given. */
class Node extends BaseSystem {
  private readonly options: BaseSystemOptions;

  constructor(
    options: BaseSystemOptions,
    private readonly subsystems: readonly Node[] = [],
  ) {
    super(options);
    this.options = options;
  }

  async setup(): Promise<void> {
    events.push(`setup ${this.id}`);
    await this.addChannel(new BroadcastChannel({ id: `channel-of-${this.id}` }));
    for (const subsystem of this.subsystems) this.addSubsystem(subsystem);
  }

  async step(): Promise<void> {
    await this.writeChannel(`channel-of-${this.id}`, this.options.name ?? '');
    events.push(`step ${this.id}`);
  }

  onStop(): void {
    events.push(`stop ${this.id}`);
  }
}

describe('fault 10: launch() and stop() of a tree', () => {
  it('set up, run and stop every subsystem, its channels and its own subsystems', async () => {
    const clock = new VirtualClock();
    const grandchild = new Node({ id: 'grandchild' });
    const child = new Node({ id: 'child' }, [grandchild]);
    const root = new Node({ id: 'root', clock }, [child]);
    await root.launch();
    await clock.advance(1_000);
    expect(events).toEqual([
      'setup root',
      'setup child',
      'setup grandchild',
      ...['root', 'child', 'grandchild', 'root', 'child', 'grandchild'].map((id) => `step ${id}`),
    ]);

    events = [];
    await root.stop();
    await clock.advance(10_000);
    expect(events).toEqual(['stop grandchild', 'stop child', 'stop root']);
    expect([root, child, grandchild].map(({ state }) => state)).toEqual([
      'stopped',
      'stopped',
      'stopped',
    ]);
  });

  it('set up once, however often launch() is called', async () => {
    const root = new Node({ id: 'root', clock: new VirtualClock() }, [new Node({ id: 'child' })]);
    await root.launch();
    await root.launch();
    expect(events.filter((event) => event.startsWith('setup'))).toEqual([
      'setup root',
      'setup child',
    ]);
    await root.stop();
  });
});

describe('fault 11: the descriptor of a decorated system', () => {
  class Image {
    @IsString() url!: string;
  }
  class Tags {
    @IsString({ each: true }) tags!: string[];
  }
  @Channel({ id: 'images' })
  class Images extends BroadcastChannel<Image, 'images'> {}

  @System({ id: 'image-processor', name: 'Images', channels: channelAccess({ own: [Images] }) })
  class ImageProcessor {
    @Expose({ description: 'Process and tag an image', input: Image, output: Tags })
    process(image: Image): Tags {
      return { tags: [image.url] };
    }
  }

  it('names its channels, and the parameters and results of its methods', async () => {
    const { app } = await launch(ImageProcessor);
    expect(app.descriptor).toMatchObject({
      systemId: 'image-processor',
      services: [
        {
          name: 'process',
          description: 'Process and tag an image',
          input: { type: 'object', required: ['url'] },
          output: { type: 'object', properties: { tags: { type: 'array' } } },
        },
      ],
      channelsRead: ['images'],
      channelsWrite: ['images'],
    });
  });
});

describe('fault 15: pause()', () => {
  it('pauses', async () => {
    const clock = new VirtualClock();
    const system = new Node({ id: 'one', clock });
    await system.launch();
    await clock.advance(1_000);
    system.pause();
    expect(system.state).toBe('paused');
    await clock.advance(60_000);
    expect(events.filter((event) => event === 'step one')).toHaveLength(2);
    system.resume();
    expect(system.state).toBe('running');
    await clock.advance(1_000);
    expect(events.filter((event) => event === 'step one')).toHaveLength(4);
    await system.stop();
  });
});
