/** A published app on a SQLite file, run as a process of its own: `jobs-server.ts <file>`. Says its address. */
import 'reflect-metadata';
import {
  Channel,
  channelAccess,
  createApp,
  silentLogger,
  System,
  WorkQueueChannel,
} from '../../../src';

@Channel({ id: 'jobs', visibility: 'public', claimTimeoutMs: 60_000 })
class Jobs extends WorkQueueChannel<unknown, 'jobs'> {}

@System({ id: 'plant', channels: channelAccess({ own: [Jobs] }) })
class Plant {}

async function main(): Promise<void> {
  const store = `sqlite:${process.argv[2]!}`;
  const app = await createApp(Plant, { store, logger: silentLogger });
  const { url } = await app.publish();
  process.on(
    'SIGTERM',
    () => void app.drain().then((report) => console.log(JSON.stringify(report))),
  );
  console.log(url);
}

void main();
