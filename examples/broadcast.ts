/** Everybody gets everything: pushed to who is there, kept for who comes later. */
import { BroadcastChannel, isHolonError } from 'holon';
import { IsNumber, IsString } from 'class-validator';

class Telemetry {
  @IsString() sensor!: string;
  @IsNumber() celsius!: number;
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using bus = new BroadcastChannel({
    id: 'telemetry',
    name: 'Telemetry Bus',
    content: Telemetry,
  });
  await bus.start();

  await bus.subscribe('dashboard', ({ content }) => {
    print(`dashboard: ${content.sensor} ${content.celsius} °C`);
  });
  await bus.write('sensor-1', { sensor: 's1', celsius: 22.4 }); // the dashboard has printed by now
  await bus.write('sensor-2', { sensor: 's2', celsius: 19.8 });

  // Each reader has a cursor of its own: nobody takes a message from anybody else.
  const history = await bus.read('late-reader', { limit: 100 });
  print(`late reader: ${history.map(({ content }) => content.sensor).join(', ')}`);
  const unread = await bus.read('late-reader');
  print(`late reader: ${unread.length} more`);

  const wrong: unknown = { sensor: 's1', celsius: 'warm' }; // from outside, say
  try {
    await bus.write('sensor-1', wrong as Telemetry);
  } catch (error) {
    if (isHolonError(error, 'HOLON_INVALID_CONTENT')) print(`refused: ${String(error.fields)}`);
  }
}

if (require.main === module) void main();
