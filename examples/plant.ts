import { BroadcastChannel, Channel, ChannelClient, Subsystem, System } from 'holon';
import { channelAccess, createApp } from 'holon';

@Channel({ id: 'readings' })
export class Readings extends BroadcastChannel<{ celsius: number }, 'readings'> {}
const sensing = channelAccess({ write: [Readings] });

@System({ id: 'sensor', channels: sensing, ticksPerSecond: 2 })
export class Sensor {
  constructor(private readonly client: ChannelClient<typeof sensing>) {}
  step = () => this.client.write(Readings, { celsius: 22.4 });
}

@System({ id: 'plant', channels: channelAccess({ own: [Readings] }) })
export class Plant {
  @Subsystem(Sensor, { channels: { write: [Readings] } }) readonly sensor!: Sensor;
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using app = await createApp(Plant);
  await app.launch();
  const readings = app.client(channelAccess({ read: [Readings] }), 'guest').stream(Readings);
  for await (const { content } of readings) return print(`${content.celsius} °C`);
}
if (require.main === module) void main();
