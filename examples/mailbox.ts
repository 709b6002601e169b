/** Messages for one, for all, and nothing that is not yours. */
import { MailboxChannel } from 'holon';

interface Alert {
  readonly text: string;
}

export async function main(print: (line: string) => void = console.log): Promise<void> {
  await using mail = new MailboxChannel<Alert>({ id: 'alerts', name: 'Alerts' });
  await mail.start();

  await mail.write('monitor', { text: 'disk full' }, { recipientId: 'ann' });
  await mail.write('monitor', { text: 'fan loud' }, { recipientId: 'bob' });
  await mail.write('monitor', { text: 'maintenance at nine' });

  for (const reader of ['ann', 'bob', 'eve']) {
    const messages = await mail.read(reader);
    print(`${reader} reads: ${messages.map(({ content }) => content.text).join(', ')}`);
  }

  // What is addressed to her, Ann can also claim: nobody else sees or settles it.
  for (const alert of await mail.claim('ann')) {
    const foreign = await mail.acknowledge('bob', [alert.id]);
    print(`bob settles ${foreign.settled.length}, is refused ${foreign.refused.length}`);
    await alert.ack();
    print(`ann has seen to: ${alert.content.text}`);
  }
}

if (require.main === module) void main();
