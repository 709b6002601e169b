/** A service registers what it offers, a consumer finds it by what it can do; who does not renew is forgotten. */
import { BroadcastChannel, Channel, ChannelClient, DiscoveryChannel } from 'holon';
import { Expose, System, channelAccess, createApp, silentLogger } from 'holon';
import { VirtualClock } from 'holon/testing';

@Channel({ id: 'temperature-feed', name: 'Temperature Feed', visibility: 'public' })
export class Feed extends BroadcastChannel<{ celsius: number }, 'temperature-feed'> {}

const measuring = channelAccess({ own: [Feed] });

@System({ id: 'temperature', name: 'Temperature Service', channels: measuring })
export class TemperatureService {
  constructor(private readonly client: ChannelClient<typeof measuring>) {}

  @Expose({ description: 'Measures once and tells everybody' })
  async measure(): Promise<void> {
    await this.client.write(Feed, { celsius: 22.4 });
  }
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const clock = new VirtualClock(); // a minute passes when we say so
  await using registry = new DiscoveryChannel({ id: 'registry', name: 'Service Registry', clock });
  await registry.start();
  await using app = await createApp(TemperatureService, { clock, logger: silentLogger });
  await app.launch();

  const announce = async (): Promise<void> => {
    await registry.registerSystem(app.descriptor, { ttlMs: 60_000 });
    for (const { info } of app.topology.channels) {
      await registry.registerChannel(info, { ttlMs: 60_000 });
    }
  };
  const find = async (when: string): Promise<void> => {
    const systems = await registry.findSystems({ capability: 'measure' });
    const channels = await registry.findChannels({ visibility: 'public' });
    const names = [
      ...systems.map((system) => system.systemName),
      ...channels.map(({ name }) => name),
    ];
    print(`${when}: ${names.length === 0 ? 'nobody' : names.join(', ')}`);
  };

  await find('before');
  await announce();
  await find('registered');
  await clock.advance(45_000);
  await announce(); // the heartbeat: registering again renews
  await clock.advance(45_000);
  await find('90 s later, renewed once');
  await clock.advance(60_000);
  await find('another 60 s later');
}

if (require.main === module) void main();
