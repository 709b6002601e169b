/** A process of its own for two-processes.test.ts: offers a channel and a service, and registers with the hub at argv[2]. */
import 'reflect-metadata';
import {
  Channel,
  ChannelClient,
  channelAccess,
  createApp,
  Expose,
  silentLogger,
  System,
  WorkQueueChannel,
} from '../../../src/index';

@Channel({ id: 'jobs', visibility: 'public' })
export class Jobs extends WorkQueueChannel<{ n: number }, 'jobs'> {}

const access = channelAccess({ own: [Jobs] });

@System({ id: 'counter', channels: access })
export class Counter {
  constructor(readonly client: ChannelClient<typeof access>) {}

  @Expose({ readOnly: true })
  async pid(): Promise<number> {
    return process.pid;
  }
}

async function main(registry: string): Promise<void> {
  const app = await createApp(Counter, { logger: silentLogger });
  const { url } = await app.publish({
    registries: [{ url: registry, channelId: 'registry' }],
    registrationTtlMs: 1_500,
  });
  process.send?.(url);
}

if (require.main === module) void main(process.argv[2] ?? '');
