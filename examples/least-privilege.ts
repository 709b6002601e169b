/** What is refused before anything is built, all of it at once; and what a client cannot do while it runs. */
import { BroadcastChannel, Channel, ChannelClient, isHolonError } from 'holon';
import { Subsystem, System, channelAccess, createApp, silentLogger } from 'holon';

@Channel({ id: 'readings', name: 'Readings' })
export class Readings extends BroadcastChannel<number, 'readings'> {}

@Channel({ id: 'alerts', name: 'Alerts' })
export class Alerts extends BroadcastChannel<string, 'alerts'> {}

const owning = channelAccess({ own: [Readings, Alerts] });
const sensing = channelAccess({ write: [Readings] });
const watching = channelAccess({ read: [Alerts] });

@System({ id: 'sensor', name: 'Sensor', channels: sensing })
export class Sensor {
  constructor(readonly client: ChannelClient<typeof sensing>) {}
}

export class Screen {}

@System({ id: 'display', name: 'Display', channels: watching })
export class Display {
  constructor(readonly screen: Screen) {}
}

@System({ id: 'careless', channels: owning })
class CarelessPlant {
  @Subsystem(Sensor, { channels: { read: [Readings] } }) readonly sensor!: Sensor;
  @Subsystem(Display, { channels: [Readings] }) readonly display!: Display;
}

@System({ id: 'plant', channels: owning })
export class Plant {
  @Subsystem(Sensor, { channels: { write: [Readings] } }) readonly sensor!: Sensor;
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  const report = (error: unknown): void => {
    if (isHolonError(error)) print(`${error.code}: ${error.message}`);
  };
  await createApp(CarelessPlant).catch(report);

  await using app = await createApp(Plant, { logger: silentLogger });
  await app.launch();
  const { client } = app.get(Plant).sensor;
  await client.write(Readings, 22); // declared, so it has it
  const cast = client as unknown as ChannelClient<typeof owning>; // the compiler has been silenced
  await cast.read(Readings).catch(report);
  await cast.write(Alerts, 'fire').catch(report);
}

if (require.main === module) void main();
