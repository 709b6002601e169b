/** Messages for one, for all, and nothing that is not yours. */
import { Channel, ChannelClient, MailboxChannel } from 'holon';
import { System, channelAccess, createApp, silentLogger } from 'holon';

type Print = (line: string) => void;

@Channel({ id: 'alerts', name: 'Alerts' })
export class Alerts extends MailboxChannel<{ text: string }, 'alerts'> {}

const monitoring = channelAccess({ own: [Alerts] });
export const onCall = channelAccess({ read: [Alerts] });

@System({ id: 'monitor', channels: monitoring })
export class Monitor {
  constructor(private readonly client: ChannelClient<typeof monitoring>) {}

  async alert(recipientId: string, text: string): Promise<void> {
    await this.client.write(Alerts, { text }, { recipientId });
  }

  async alertAll(text: string): Promise<void> {
    await this.client.write(Alerts, { text });
  }
}

/** Prints what is new for this reader. */
export async function show(client: ChannelClient<typeof onCall>, print: Print): Promise<void> {
  const messages = await client.read(Alerts);
  print(`${client.systemId} reads: ${messages.map(({ content }) => content.text).join(', ')}`);
}

export async function main(print: Print = console.log): Promise<void> {
  await using app = await createApp(Monitor, { logger: silentLogger });
  await app.launch();
  const monitor = app.get(Monitor);
  await monitor.alert('ann', 'disk full');
  await monitor.alert('bob', 'fan loud');
  await monitor.alertAll('maintenance at nine');

  for (const reader of ['ann', 'bob', 'eve']) await show(app.client(onCall, reader), print);

  // What is addressed to her, Ann can also claim: nobody else sees or settles it.
  const bob = app.client(onCall, 'bob');
  for (const alert of await app.client(onCall, 'ann').claim(Alerts)) {
    const foreign = await bob.acknowledge(Alerts, [alert.id]);
    print(`bob settles ${foreign.settled.length}, is refused ${foreign.refused.length}`);
    await alert.ack();
    print(`ann has seen to: ${alert.content.text}`);
  }
}

if (require.main === module) void main();
