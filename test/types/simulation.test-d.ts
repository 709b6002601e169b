/** What correct use of the simulation and of the store contract infers. Compiled, never run. */
import { expectTypeOf } from 'expect-type';

import {
  type App,
  type ChannelMessage,
  type ChannelStore,
  MemoryStore,
  System,
  type WriteReceipt,
} from '../../src/index';
import {
  describeStoreContract,
  type Faults,
  type ManyResult,
  type OutsideWorld,
  simulate,
  simulateMany,
  type SimulatedChannel,
  type SimulatedWorld,
  type SimulationResult,
} from '../../src/testing/index';
import { type Job, Jobs, type Result, Results, working } from './declared';

@System({ id: 'worker', channels: working })
class Worker {}

/** Somebody outside of the app. */
class Shop {
  readonly sold: string[] = [];
}

export async function simulates(): Promise<void> {
  const faults: Faults = { crash: 0.1, duplicate: 0 };
  const result = await simulate(Worker, {
    seed: 1,
    virtualMs: 60_000,
    faults,
    invariant: (world) => {
      expectTypeOf(world).toEqualTypeOf<SimulatedWorld>();
      expectTypeOf(world.channel(Jobs)).toEqualTypeOf<SimulatedChannel<Job>>();
      expectTypeOf(world.channel(Jobs).dead()).toEqualTypeOf<readonly ChannelMessage<Job>[]>();
      expectTypeOf(world.channel(Results).contents()).toEqualTypeOf<readonly Result[]>();
      expectTypeOf(world.channel('jobs').contents()).toEqualTypeOf<readonly unknown[]>();
      expectTypeOf(world.channel<Job>('jobs').contents()).toEqualTypeOf<readonly Job[]>();
      expectTypeOf(world.channel(Jobs).stats().acknowledged).toEqualTypeOf<number>();
      expectTypeOf(world.phase).toEqualTypeOf<'faults' | 'calm' | 'ended'>();
      expectTypeOf(world.app).toEqualTypeOf<App | undefined>();
      return world.outside(Shop).sold.length < 10;
    },
    eventually: (world) => {
      expectTypeOf(world).toEqualTypeOf<SimulatedWorld>();
    },
    workload: async (world) => {
      expectTypeOf(world).toEqualTypeOf<OutsideWorld>();
      expectTypeOf(world.outside(Shop)).toEqualTypeOf<Shop>();
      await world.sleep(10);
      const written = await world.write(Jobs, { url: 'a' }, { as: 'shop', delayMs: 5 });
      expectTypeOf(written).toEqualTypeOf<WriteReceipt>();
    },
    providers: (world) => [[Shop, world.outside(Shop)]],
    store: () => new MemoryStore(),
    only: ['crash 3'],
  });
  expectTypeOf(result).toEqualTypeOf<SimulationResult>();
  expectTypeOf(result.faults).toEqualTypeOf<readonly string[]>();
  await simulate(Worker, { seed: 1, faults: 'none', providers: [[Shop, new Shop()]] });
}

/** Who looks at an invariant cannot change what it looks at, nor wait. */
export function looksOnly(): void {
  expectTypeOf<SimulatedWorld>().not.toHaveProperty('write');
  expectTypeOf<SimulatedWorld>().not.toHaveProperty('sleep');
  expectTypeOf<OutsideWorld>().toExtend<SimulatedWorld>();
}

export async function simulatesMany(): Promise<void> {
  const result = await simulateMany(Worker, {
    seeds: { from: 1, count: 100 },
    invariant: (world) => world.channel(Jobs).dead().length === 0,
  });
  expectTypeOf(result).toEqualTypeOf<ManyResult>();
  expectTypeOf(result.faults.crash).toEqualTypeOf<number | undefined>();
}

export function keepsTheContract(store: ChannelStore): void {
  describeStoreContract('of jest', async () => Promise.resolve({ store }), { restarts: false });
  describeStoreContract(
    'of any runner',
    async () =>
      Promise.resolve({
        store,
        reopen: async () => Promise.resolve(store),
        cleanup: async () => Promise.resolve(),
      }),
    {
      runner: { describe, it },
      leaveOut: { 'a sentence of the report': 'a reason' },
    },
  );
}
