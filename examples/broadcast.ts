/** Everybody gets everything: pushed to who is there, kept for who comes later. */
import { BroadcastChannel, Channel, ChannelClient, Inject, isHolonError } from 'holon';
import { System, channelAccess, createApp, silentLogger } from 'holon';
import { IsNumber, IsString } from 'class-validator';

type Print = (line: string) => void;

export class Reading {
  @IsString() sensor!: string;
  @IsNumber() celsius!: number;
}

@Channel({ id: 'telemetry', name: 'Telemetry Bus', content: Reading })
export class Telemetry extends BroadcastChannel<Reading, 'telemetry'> {}

const showing = channelAccess({ own: [Telemetry] });
export const reading = channelAccess({ read: [Telemetry] });
const sensing = channelAccess({ write: [Telemetry] });

@System({ id: 'dashboard', channels: showing })
export class Dashboard {
  constructor(
    private readonly client: ChannelClient<typeof showing>,
    @Inject('print') private readonly print: Print,
  ) {}

  async setup(): Promise<void> {
    await this.client.subscribe(Telemetry, ({ content }) => {
      this.print(`dashboard: ${content.sensor} ${content.celsius} °C`);
    });
  }
}

export async function main(print: Print = console.log): Promise<void> {
  const providers = [['print', print] as const];
  await using app = await createApp(Dashboard, { providers, logger: silentLogger });
  await app.launch();
  const sensor = app.client(sensing, 'sensor');
  await sensor.write(Telemetry, { sensor: 's1', celsius: 22.4 }); // the dashboard has printed by now
  await sensor.write(Telemetry, { sensor: 's2', celsius: 19.8 });

  // Each reader has a cursor of its own: nobody takes a message from anybody else.
  const late = app.client(reading, 'late-reader');
  const history = await late.read(Telemetry, { limit: 100 });
  print(`late reader: ${history.map(({ content }) => content.sensor).join(', ')}`);
  const unread = await late.read(Telemetry);
  print(`late reader: ${unread.length} more`);

  const wrong: unknown = { sensor: 's1', celsius: 'warm' }; // from outside, say
  try {
    await sensor.write(Telemetry, wrong as Reading);
  } catch (error) {
    if (isHolonError(error, 'HOLON_INVALID_CONTENT')) print(`refused: ${String(error.fields)}`);
  }
}

if (require.main === module) void main();
