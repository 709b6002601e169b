import { ChannelClient, Outbox, System, channelAccess } from 'holon';
import { Findings } from '../channels/findings';
import type { News } from './board';

const watching = channelAccess({ read: [Findings] });

/** Begins the chain that ends on the screen: twice a second, what is new. */
@System({ id: 'watch', name: 'Watch', channels: watching, ticksPerSecond: 2 })
export class Watch {
  constructor(
    private readonly client: ChannelClient<typeof watching>,
    private readonly outbox: Outbox<News>,
  ) {}

  async step(): Promise<void> {
    const messages = await this.client.read(Findings, { limit: 100 });
    if (messages.length === 0) return;
    const findings = messages.map(({ content, senderId }) => ({
      finding: content,
      analystId: senderId,
    }));
    await this.outbox.send({ kind: 'findings', findings });
  }
}
