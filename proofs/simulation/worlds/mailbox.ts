/** Letters for one of three, and some for all: each gets all of its own, in order, and none of the others'. */
import {
  Channel,
  type ChannelMessage,
  Consume,
  MailboxChannel,
  ChannelClient,
  Subsystem,
  System,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Letter {
  readonly n: number;
}

@Channel({ id: 'letters', retention: { maxCount: 200 }, claimTimeoutMs: 2_000 })
class Letters extends MailboxChannel<Letter, 'letters'> {}

/** What everybody has got in one life of the app. */
class Desk {
  readonly got = new Map<string, number[]>();
}

const reading = channelAccess({ read: [Letters] });

@System({ id: 'reader', channels: reading })
class Reader {
  constructor(
    private readonly client: ChannelClient<typeof reading>,
    private readonly desk: Desk,
  ) {}

  @Consume(Letters)
  async open({ content, recipientId }: ChannelMessage<Letter>): Promise<void> {
    const { systemId } = this.client;
    if (recipientId !== undefined && recipientId !== systemId) throw new Error('not mine');
    const got = this.desk.got.get(systemId) ?? [];
    this.desk.got.set(systemId, [...got, content.n]);
  }
}

@System({ id: 'house', channels: channelAccess({ own: [Letters] }) })
class House {
  @Subsystem(Reader, { replicas: 3, channels: { read: [Letters] } })
  readonly readers!: readonly Reader[];
}

const LETTERS = 9;
const recipientOf = (n: number) => (n % 4 === 3 ? undefined : `reader-${(n % 4) + 1}`);

export const mailbox: World = {
  name: 'mailbox',
  root: House,
  settings: {
    virtualMs: 8_000,
    providers: () => [Desk],
    async workload(world) {
      for (let n = 0; n < LETTERS; n += 1) {
        const recipientId = recipientOf(n);
        await world.write(Letters, { n }, recipientId === undefined ? {} : { recipientId });
        await world.sleep(world.random.between(0, 700));
      }
    },
    invariant(world) {
      const got = world.app?.get(Desk).got ?? new Map<string, number[]>();
      return [...got].every(([systemId, numbers]) => {
        const isForMe = (n: number) => [undefined, systemId].includes(recipientOf(n));
        // A letter may come again when it was not stored that it was read; never an older one.
        return numbers.every((n, index) => isForMe(n) && n >= (numbers[index - 1] ?? 0));
      });
    },
  },
};
