import {
  BaseSystem,
  BroadcastChannel,
  Channel,
  MemoryStore,
  System,
  channelAccess,
} from '../../../../src';
import {
  simulate,
  simulateMany,
  type OutsideWorld,
  type SimulatedWorld,
} from '../../../../src/testing';

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}

/** Has a channel that is kept elsewhere than the others. */
@System({ id: 'diarist', channels: channelAccess({ own: [News] }) })
class Diarist extends BaseSystem {
  async setup(): Promise<void> {
    await this.addChannel(new BroadcastChannel({ id: 'diary', store: new MemoryStore() }));
  }
}

const settings = {
  virtualMs: 10_000,
  shrinkRuns: 0,
  faults: { crash: 0.1, slowHandler: 0.5, failHandler: 0.2, storeError: 0.2 },
  async workload(world: OutsideWorld): Promise<void> {
    for (let moment = 0; moment < 20; moment += 1) await world.sleep(500);
  },
};

describe('the world of a simulation', () => {
  it('knows a channel with a store of its own once it was there, also while the app starts anew or cannot', async () => {
    const { processes } = await simulateMany(Diarist, {
      ...settings,
      seeds: { from: 1, count: 20 },
      invariant: (world: SimulatedWorld) => world.channel('diary').contents().length === 0,
    });
    expect(processes).toBeGreaterThan(40);
  });

  it('does not know a channel that was never there, whatever became of the app', async () => {
    const simulation = simulate(Diarist, {
      ...settings,
      seed: 1,
      invariant: (world: SimulatedWorld) => world.channel('dairy').contents().length === 0,
    });
    await expect(simulation).rejects.toMatchObject({
      message: expect.stringContaining("the app has no channel 'dairy', did you mean 'diary'?"),
    });
  });
});
