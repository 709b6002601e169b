/** A waiter who counts a tip whenever it is delivered, the second time too. */
import {
  Channel,
  type ChannelMessage,
  Consume,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Tip {
  readonly cents: number;
}

@Channel({ id: 'tips', claimTimeoutMs: 3_000 })
class Tips extends WorkQueueChannel<Tip, 'tips'> {}

/** Outlives the app. */
class Jar {
  cents = 0;
}

@System({ id: 'waiter', channels: channelAccess({ own: [Tips] }) })
class Waiter {
  constructor(private readonly jar: Jar) {}

  @Consume(Tips)
  keep({ content }: ChannelMessage<Tip>): void {
    this.jar.cents += content.cents;
  }
}

const TIPS = [50, 100, 200];

export const tipJar: World = {
  name: 'tip jar',
  root: Waiter,
  settings: {
    virtualMs: 8_000,
    // Nothing fails and nobody dies: what is delivered again has been handled, and well.
    faults: { redeliver: 0.1, crash: 0, restart: 0, slowHandler: 0, failHandler: 0, storeError: 0 },
    providers: (world) => [{ provide: Jar, useValue: world.outside(Jar) }],
    async workload(world) {
      for (const cents of TIPS) {
        await world.write(Tips, { cents });
        await world.sleep(world.random.between(0, 1_000));
      }
    },
    eventually: (world) => world.outside(Jar).cents === TIPS.reduce((sum, cents) => sum + cents, 0),
  },
};
