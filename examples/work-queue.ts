/** Each job goes to one worker. What a worker gives back, another one gets. */
import { Channel, ChannelClient, WorkQueueChannel } from 'holon';
import { System, channelAccess, createApp, silentLogger } from 'holon';

type Print = (line: string) => void;

@Channel({ id: 'jobs', name: 'Job Queue', claimTimeoutMs: 60_000 })
export class Jobs extends WorkQueueChannel<{ file: string }, 'jobs'> {}

const scheduling = channelAccess({ own: [Jobs] });
export const working = channelAccess({ read: [Jobs] });

@System({ id: 'scheduler', channels: scheduling })
export class Scheduler {
  constructor(private readonly client: ChannelClient<typeof scheduling>) {}

  async schedule(files: readonly string[]): Promise<void> {
    for (const file of files) await this.client.write(Jobs, { file });
  }

  async report(): Promise<string> {
    const { acknowledged, pending, claimed } = await this.client.host(Jobs).stats();
    return `${acknowledged} done, ${pending} waiting, ${claimed} claimed`;
  }
}

/** One round of a worker: claim, do, settle. */
export async function work(
  client: ChannelClient<typeof working>,
  resize: (file: string) => string,
  print: Print,
): Promise<void> {
  for (const job of await client.claim(Jobs, { limit: 2 })) {
    const { file } = job.content;
    try {
      print(`${client.systemId}: ${resize(file)} (attempt ${job.attempt})`);
      await job.ack();
    } catch (error) {
      print(`${client.systemId}: gives ${file} back`);
      await job.nack({ reason: String(error) });
    }
  }
}

export function resize(file: string): string {
  return `resized ${file}`;
}

export function resizePng(file: string): string {
  if (!file.endsWith('.png')) throw new Error(`${file} is no PNG`);
  return resize(file);
}

export async function main(print: Print = console.log): Promise<void> {
  await using app = await createApp(Scheduler, { logger: silentLogger });
  await app.launch();
  const scheduler = app.get(Scheduler);
  await scheduler.schedule(['cat.png', 'dog.gif', 'cow.png']);

  await work(app.client(working, 'worker-1'), resizePng, print); // claims two of them, fails at one
  await work(app.client(working, 'worker-2'), resize, print); // gets the oldest first: the one given back

  print(await scheduler.report());
}

if (require.main === module) void main();
