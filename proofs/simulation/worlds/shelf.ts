/** A channel that keeps only its newest messages, and somebody who holds old ones for long: what is held is kept. */
import {
  Channel,
  ChannelClient,
  CLOCK,
  type Clock,
  Inject,
  isHolonError,
  PassthroughChannel,
  Subsystem,
  System,
  type Tick,
  channelAccess,
} from 'holon';

import type { World } from './world';

interface Parcel {
  readonly n: number;
}

@Channel({
  id: 'shelf',
  claimTimeoutMs: 60_000,
  maintenanceIntervalMs: 1_000,
  retention: { maxCount: 2, maxAgeMs: 4_000 },
})
class Shelf extends PassthroughChannel<Parcel, 'shelf'> {}

/** What became of the parcels that were held. */
class Hands {
  readonly kept: number[] = [];
  readonly vanished: number[] = [];
}

const holding = channelAccess({ read: [Shelf] });

@System({ id: 'holder', channels: holding })
class Holder {
  constructor(
    private readonly client: ChannelClient<typeof holding>,
    private readonly hands: Hands,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async step({ signal }: Tick): Promise<void> {
    const [parcel] = await this.client.claim(Shelf, { limit: 1 });
    if (parcel === undefined) return;
    const { n } = parcel.content;
    await new Promise<void>((resolve) => {
      const timer = this.clock.setTimer(1_500, resolve);
      signal.addEventListener('abort', () => {
        timer.cancel();
        resolve();
      });
    });
    try {
      await parcel.ack();
      this.hands.kept.push(n);
    } catch (error) {
      // A drain gives back what is held, an expiry frees it, and a store that fails may have done what it was asked.
      const isLost = isHolonError(error, 'HOLON_CLAIM_LOST') && !signal.aborted;
      if (isLost && this.clock.nowMs() < parcel.expiresAtMs) this.hands.vanished.push(n);
    }
  }
}

@System({ id: 'store-room', channels: channelAccess({ own: [Shelf] }) })
class StoreRoom {
  @Subsystem(Holder, { replicas: 2, channels: { read: [Shelf] } })
  readonly holders!: readonly Holder[];
}

const PARCELS = 12;

export const shelf: World = {
  name: 'a full shelf',
  root: StoreRoom,
  settings: {
    virtualMs: 8_000,
    providers: (world) => [{ provide: Hands, useValue: world.outside(Hands) }],
    async workload(world) {
      for (let n = 0; n < PARCELS; n += 1) {
        await world.write(Shelf, { n });
        await world.sleep(world.random.between(0, 900));
      }
    },
    invariant: (world) => world.outside(Hands).vanished.length === 0,
  },
};
