/** Takes the alarms of a station that `npm start -- --publish` has started. */
import { setTimeout } from 'node:timers/promises';
import { type Claim, type ContentOf, connectRemote, remoteChannel } from 'holon/client';

const { HOLON_URL: url = 'http://127.0.0.1:8080', HOLON_TOKEN: token = 'worker' } = process.env;
const Alarms = remoteChannel<{ figure: string; load: number }>('alarms');
const client = connectRemote({ read: [Alarms] }, { url, token });

export async function handle(alarm: Claim<ContentOf<typeof Alarms>>): Promise<void> {
  console.log(`${alarm.content.figure} at ${Math.round(alarm.content.load * 100)} %`);
  await alarm.ack();
}
async function work(): Promise<void> {
  for (const alarm of await client.claim(Alarms, { limit: 1, waitMs: 30_000 })) await handle(alarm);
}
/** A station that dies and starts again gives out anew what was not acknowledged. */
async function main(): Promise<never> {
  for (;;) {
    await work().catch(async (error: unknown) => {
      console.error(String(error));
      await setTimeout(1_000);
    });
  }
}
if (require.main === module) void main();
