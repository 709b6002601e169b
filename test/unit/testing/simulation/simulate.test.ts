import { workQueue, Jobs, Plant, Results } from '../../../../proofs/simulation/worlds/work-queue';
import {
  CLOCK,
  Channel,
  ChannelClient,
  type ChannelMessage,
  type Clock,
  Consume,
  Inject,
  MemoryStore,
  PassthroughChannel,
  Subsystem,
  System,
  WorkQueueChannel,
  channelAccess,
} from '../../../../src';
import {
  simulate,
  simulateMany,
  SimulationFailure,
  type OutsideWorld,
  type SimulatedWorld,
  type SimulationOptions,
} from '../../../../src/testing';

jest.setTimeout(60_000);

const { settings } = workQueue;

async function failureOf(
  options: SimulationOptions,
  root: Parameters<typeof simulate>[0] = Plant,
): Promise<SimulationFailure> {
  const error: unknown = await simulate(root, options).catch((thrown: unknown) => thrown);
  if (error instanceof SimulationFailure) return error;
  throw new Error(`it did not break: ${String(error)}`);
}

const write = async (world: OutsideWorld): Promise<void> => {
  for (let n = 0; n < 5; n += 1) await world.write(Jobs, { n });
};

describe('a simulation', () => {
  it('does the same for the same seed, to the last line', async () => {
    const first = await simulate(Plant, { ...settings, seed: 4711 });
    const second = await simulate(Plant, { ...settings, seed: 4711 });
    expect(first.trace.length).toBeGreaterThan(40);
    expect(second).toEqual(first);
    const other = await simulate(Plant, { ...settings, seed: 4712 });
    expect(other.traceHash).not.toBe(first.traceHash);
  });

  it('lets nothing go wrong where that is asked for', async () => {
    const { faults, processes } = await simulate(Plant, {
      seed: 1,
      workload: write,
      faults: 'none',
    });
    expect([faults, processes]).toEqual([[], 1]);
  });

  it('lets everything go wrong otherwise, sooner or later', async () => {
    const { faults, processes } = await simulateMany(Plant, {
      ...settings,
      seeds: { from: 1, count: 40 },
    });
    expect(Object.keys(faults).sort()).toEqual(
      [
        'crash',
        'restart',
        'slowHandler',
        'failHandler',
        'storeError',
        'slowStore',
        'lateTimer',
        'duplicate',
        'redeliver',
        'reorder',
      ].sort(),
    );
    // A process that is being drained may crash, too.
    expect(processes).toBeGreaterThan(60);
  });

  it('goes on after a crash with what the store has', async () => {
    const faults = { crash: 0.1, restart: 0 };
    const counts: number[] = [];
    for (let seed = 1; counts.length < 3; seed += 1) {
      const eventually = (world: SimulatedWorld) => {
        counts.push(world.channel(Results).contents().length);
      };
      const { processes } = await simulate(Plant, { seed, faults, workload: write, eventually });
      if (processes < 2) counts.pop();
    }
    expect(counts).toEqual([5, 5, 5]);
  });

  it('shows channels as they are, in every phase', async () => {
    const seen = new Map<string, unknown>();
    await simulate(Plant, {
      seed: 1,
      faults: 'none',
      workload: write,
      invariant: (world) => {
        seen.set(world.phase, world.channel(Jobs).stats());
        expect(world.channel('jobs').messages()).toEqual(world.channel(Jobs).messages());
      },
    });
    const done = { count: 5, pending: 0, claimed: 0, acknowledged: 5, dead: 0 };
    expect(Object.fromEntries(seen)).toEqual({ faults: done, calm: done, ended: done });
  });

  it('gives each run its own objects outside, which outlive crashes', async () => {
    class Count {
      lives = 0;
    }
    const lives: number[] = [];
    for (const seed of [1, 2]) {
      const { processes } = await simulate(Plant, {
        seed,
        faults: { crash: 0.2 },
        workload: write,
        providers: (world) => {
          world.outside(Count).lives += 1;
          return [];
        },
        eventually: (world) => lives.push(world.outside(Count).lives),
      });
      expect(lives.at(-1)).toBe(processes);
    }
  });
});

@Channel({ id: 'notes', maxAttempts: 5, maintenanceIntervalMs: 60_000 })
class Notes extends PassthroughChannel<{ readonly n: number }, 'notes'> {}

const taking = channelAccess({ read: [Notes] });

/** Fails on the first note for as long as it is there. */
@System({ id: 'reader', channels: taking })
class Reader {
  @Consume(Notes)
  read({ content }: ChannelMessage<{ readonly n: number }>): void {
    if (content.n === 0) throw new Error('not this one');
  }
}

@System({ id: 'taker', channels: taking })
class Taker {
  constructor(
    private readonly client: ChannelClient<typeof taking>,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Takes the first note away while its reader waits for its fourth attempt. */
  async run(): Promise<void> {
    await new Promise<void>((resolve) => this.clock.setTimer(3_500, resolve));
    for (const note of await this.client.claim(Notes, { limit: 1 })) await note.ack();
  }
}

@System({ id: 'board', channels: channelAccess({ own: [Notes] }) })
class Board {
  @Subsystem(Taker, { channels: { read: [Notes] } })
  readonly taker!: Taker;

  @Subsystem(Reader, { channels: { read: [Notes] } })
  readonly reader!: Reader;
}

describe('the look for who sleeps', () => {
  it('knows that somebody waits who has failed, though his message has gone and the next is there', async () => {
    const { trace } = await simulate(Board, {
      seed: 1,
      faults: 'none',
      virtualMs: 10_000,
      workload: async (world) => {
        await world.write(Notes, { n: 0 });
        await world.sleep(3_200);
        await world.write(Notes, { n: 1 });
      },
    });
    const failures = trace.filter((line) => line.includes('consumer.failed'));
    expect(failures).toHaveLength(3);
    expect(trace.join('\n')).toMatch(/7\d{3} reader looks at message 2 of notes/);
  });
});

describe('a broken invariant', () => {
  const workload = write;
  const invariant = (world: SimulatedWorld) => world.channel(Results).contents().length < 3;

  it('ends the simulation, with the seed, the trace and the way to have it again', async () => {
    const failure = await failureOf({ seed: 11, workload, invariant });
    expect(failure.code).toBe('HOLON_INVARIANT_BROKEN');
    expect(failure).toMatchObject({ seed: 11, invariant: 'invariant', only: [] });
    expect(failure.message).toMatch(
      /^seed 11: it answered false\nBroken: the invariant given to simulate\.\nNo fault is needed:\n/,
    );
    expect(failure.message).toContain('results stores message 5 of worker');
    expect(failure.message).toMatch(/\nAgain: simulate\(Plant, \{ …, seed: 11, only: \[\] \}\)$/);
  });

  it('is told by what it throws, and whether it takes time', async () => {
    const sync = await failureOf({
      seed: 1,
      workload,
      invariant: () => {
        throw new TypeError('sync');
      },
    });
    const later = await failureOf({
      seed: 1,
      workload,
      invariant: async () => {
        throw new TypeError('later');
      },
    });
    const no = await failureOf({ seed: 1, workload, invariant: async () => false });
    expect([sync, later, no].map(({ message }) => message.split('\n')[0])).toEqual([
      'seed 1: sync',
      'seed 1: later',
      'seed 1: it answered false',
    ]);
    expect(sync.cause).toEqual(new TypeError('sync'));
  });

  it('needs the crash that it needs, and no more', async () => {
    const hasCrashed = (world: SimulatedWorld) =>
      !world.trace.some((line) => line.endsWith('process 1 crashes'));
    const found: SimulationFailure[] = [];
    for (let seed = 1; found.length < 3; seed += 1) {
      const options = { ...settings, faults: { crash: 0.05 }, seed, eventually: hasCrashed };
      await simulate(Plant, options).catch((error: unknown) => {
        if (!(error instanceof SimulationFailure)) throw error;
        found.push(error);
      });
    }
    for (const { only } of found) {
      expect(only.filter((name) => name.startsWith('crash'))).toHaveLength(1);
      // The places of the others make the place of the crash.
      expect(only.length).toBeLessThan(12);
    }
    const [{ seed, only, traceHash }] = found as [SimulationFailure];
    const options = { ...settings, faults: { crash: 0.05 }, seed, only, eventually: hasCrashed };
    expect((await failureOf(options)).traceHash).toBe(traceHash);
  });

  it('is told of `eventually` and of a workload that throws or does not end', async () => {
    const never = new Promise<void>(() => undefined);
    const late = await failureOf({ seed: 1, workload, eventually: () => false });
    const thrown = await failureOf({ seed: 1, workload: () => Promise.reject(new Error('no')) });
    const hangs = await failureOf({ seed: 1, workload: () => never, settleMs: 1_000 });
    expect([late, thrown, hangs].map(({ invariant: name }) => name)).toEqual([
      'eventually',
      'workload',
      'workload',
    ]);
  });
});

@Channel({ id: 'orders', claimTimeoutMs: 1_000 })
class Orders extends WorkQueueChannel<number, 'orders'> {}

const access = channelAccess({ own: [Orders] });

@System({ id: 'restless', channels: access })
class Restless {
  constructor(private readonly client: ChannelClient<typeof access>) {}

  async run(): Promise<void> {
    for (;;) await this.client.claim(Orders);
  }
}

describe('a mistake in what a simulation is given', () => {
  @Channel({ id: 'hidden' })
  class Hidden extends WorkQueueChannel<{ readonly n: number }, 'hidden'> {}
  const calm = { seed: 3, faults: 'none', virtualMs: 100 } as const;

  it('is told where an invariant looks at a channel that the app does not have', async () => {
    const invariant = (world: SimulatedWorld) => world.channel(Hidden).contents().length === 0;
    const eventually = (world: SimulatedWorld) => world.channel('result').contents();
    const byClass = await failureOf({ ...calm, invariant });
    expect(byClass.message).toMatch(
      /^seed 3: world\.channel\(Hidden\): the app has no channel 'hidden'/,
    );
    const byId = await failureOf({ ...calm, eventually });
    expect(byId.message).toMatch(/the app has no channel 'result', did you mean 'results'\?/);
  });

  it('is told where a write of the workload is refused, and nobody awaits it', async () => {
    const { invariant, message } = await failureOf({
      ...calm,
      workload: async (world) => {
        void world.write(Hidden, { n: 1 });
        await world.sleep(50);
      },
    });
    expect(invariant).toBe('workload');
    expect(message).toMatch(
      /^seed 3: world\.write\(Hidden\) at \S*simulate\.test\.ts:\d+:\d+ was not awaited, and failed: /,
    );
  });

  it('is told where the workload ends before a write of its own', async () => {
    const workload = async (world: OutsideWorld) => void world.write(Jobs, { n: 1 });
    const { message } = await failureOf({ ...calm, workload });
    expect(message).toMatch(
      /world\.write\(Jobs\) at \S*simulate\.test\.ts:\d+:\d+ was not awaited\n/,
    );
  });

  it('is none where a write is awaited later, together with others, or its refusal is expected', async () => {
    const refused: unknown[] = [];
    await simulate(Plant, {
      ...calm,
      workload: async (world) => {
        await Promise.all([world.write(Jobs, { n: 1 }), world.write(Jobs, { n: 2 })]);
        const later = world.write(Jobs, { n: 3 });
        await world.sleep(20);
        await later;
        await world.write(Hidden, { n: 1 }).catch((error: unknown) => refused.push(error));
      },
    });
    expect(refused).toHaveLength(1);
  });
});

describe('an app that is wrong', () => {
  it('and goes round without letting time pass is stopped', async () => {
    const failure = await failureOf({ seed: 1, faults: 'none', shrinkRuns: 0 }, Restless);
    expect(failure.message).toContain('goes round in circles');
  });

  it('and leaves a message unprocessed is found out', async () => {
    @System({ id: 'stuck', channels: access })
    class Stuck {
      @Consume(Orders, { timeoutMs: 500 })
      take(): Promise<void> {
        return new Promise(() => undefined);
      }
    }
    const failure = await failureOf(
      {
        seed: 1,
        faults: 'none',
        virtualMs: 1_000,
        settleMs: 5_000,
        async workload(world) {
          await world.write(Orders, 1);
        },
      },
      Stuck,
    );
    expect(failure.invariant).toBe('unfinished');
    expect(failure.message).toContain("waits for 'stuck.take'");
  });

  it('and cannot be built is refused as createApp refuses it', async () => {
    @System({ id: 'odd', channels: access })
    class Odd {
      constructor(readonly missing: MemoryStore) {}
    }
    await expect(simulate(Odd, { seed: 1 })).rejects.toMatchObject({
      code: 'HOLON_INVALID_TOPOLOGY',
    });
  });

  it('and leaves a timer behind when it is drained is found out', async () => {
    @System({ id: 'leaky', channels: access })
    class Leaky {
      constructor(@Inject(CLOCK) private readonly clock: Clock) {}

      setup(): void {
        this.clock.setTimer(86_400_000, () => undefined);
      }
    }
    const failure = await failureOf({ seed: 1, faults: 'none', virtualMs: 10 }, Leaky);
    expect(failure.invariant).toBe('leftover');
  });
});

describe('wrong options', () => {
  it.each([
    [{ seed: 1.5 }, 'seed must be a whole number from 0 on, not 1.5'],
    [{}, 'seed must be a whole number from 0 on, not undefined'],
    [{ seed: 1, virtualMs: -1 }, 'virtualMs must be a number from 0 on, not -1'],
    [
      { seed: 1, invariants: () => true },
      "there is no option 'invariants', did you mean 'invariant'?",
    ],
    [{ seed: 1, invariant: true }, 'invariant must be a function, not boolean'],
    [{ seed: 1, faults: { crush: 1 } }, "there is no fault 'crush', did you mean 'crash'?"],
  ])('are refused: %j', async (options, problem) => {
    await expect(simulate(Plant, options as never)).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
      message: expect.stringContaining(`simulate: ${problem}`),
    });
  });

  it.each([
    [{}, 'seeds.from must be a whole number from 0 on, not undefined'],
    [{ seeds: { from: 1 } }, 'seeds.count must be a whole number from 0 on, not undefined'],
    [{ seeds: { from: 1, count: 1 }, only: 'crash' }, 'only must be a list of faults, not string'],
  ])('are refused for many seeds: %j', async (options, problem) => {
    await expect(simulateMany(Plant, options as never)).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
      message: expect.stringContaining(`simulate: ${problem}`),
    });
  });

  it('are refused: a store that needs time of its own', async () => {
    const store = () => {
      const inner = new MemoryStore();
      return Object.assign(Object.create(inner) as MemoryStore, {
        open: async (id: string) => inner.open(id),
      });
    };
    await expect(simulate(Plant, { seed: 1, faults: 'none', store })).rejects.toMatchObject({
      code: 'HOLON_SETUP_FAILED',
      cause: { code: 'HOLON_INVALID_ARGUMENT' },
    });
  });
});
