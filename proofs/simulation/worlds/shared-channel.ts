/** One channel that is read in order and claimed from as well: a reader gets what it passed while somebody else held it. */
import {
  Channel,
  ChannelClient,
  type ChannelMessage,
  Consume,
  PassthroughChannel,
  Subsystem,
  System,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Note {
  readonly n: number;
}

@Channel({ id: 'notes', claimTimeoutMs: 1_500, maxAttempts: 4, maintenanceIntervalMs: 3_000 })
class Notes extends PassthroughChannel<Note, 'notes'> {}

/** Numbers that were read, and numbers that were taken for good. */
class Seen {
  readonly read = new Set<number>();
}

const taking = channelAccess({ read: [Notes] });

/** Takes notes, keeps one of four, gives some back and forgets the others. */
@System({ id: 'taker', channels: taking, ticksPerSecond: 2 })
class Taker {
  constructor(private readonly client: ChannelClient<typeof taking>) {}

  async step(): Promise<void> {
    for (const note of await this.client.claim(Notes, { limit: 2 })) {
      const { n } = note.content;
      if (n % 4 === 0) await note.ack();
      else if (n % 4 === 1) await note.nack();
      else if (n % 4 === 2) await note.nack({ delayMs: 800 });
    }
  }
}

@System({ id: 'reader', channels: taking })
class Reader {
  constructor(private readonly seen: Seen) {}

  @Consume(Notes)
  read({ content }: ChannelMessage<Note>): void {
    this.seen.read.add(content.n);
  }
}

@System({ id: 'board', channels: channelAccess({ own: [Notes] }) })
class Board {
  @Subsystem(Taker, { channels: { read: [Notes] } })
  readonly taker!: Taker;

  @Subsystem(Reader, { channels: { read: [Notes] } })
  readonly reader!: Reader;
}

const NOTES = 8;

export const sharedChannel: World = {
  name: 'shared channel',
  root: Board,
  settings: {
    virtualMs: 6_000,
    providers: (world) => [{ provide: Seen, useValue: world.outside(Seen) }],
    async workload(world) {
      for (let n = 0; n < NOTES; n += 1) {
        await world.write(Notes, { n });
        await world.sleep(world.random.between(0, 900));
      }
    },
    eventually(world) {
      const { read } = world.outside(Seen);
      const gone = [...world.channel(Notes).acknowledged(), ...world.channel(Notes).dead()];
      const taken = new Set(gone.map(({ content }) => content.n));
      return Array.from({ length: NOTES }, (_, n) => n).every((n) => read.has(n) || taken.has(n));
    },
  },
};
