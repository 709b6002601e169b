import { readFileSync } from 'node:fs';

import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  MemoryStore,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import {
  channelOf,
  createTestApp,
  mockClient,
  simulate,
  simulateMany,
  VirtualClock,
} from 'holon/testing';

import { refusal } from '../../helpers/refusal';

@Channel({ id: 'jobs', claimTimeoutMs: 30_000, capacity: 2 })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'elsewhere' })
class Elsewhere extends BroadcastChannel<number, 'elsewhere'> {}

const working = channelAccess({ read: [Jobs] });
const strange = channelAccess({ read: [Elsewhere] });

@System({ id: 'worker', channels: working })
class Worker {
  constructor(readonly client: ChannelClient<typeof working>) {}
  async step(): Promise<void> {
    await this.client.claim(Jobs);
  }
}

class Stranger {}

@System({ id: 'idle' })
class Idle {}

/** An invariant that does not hold, in a world where nothing happens. */
const BROKEN = { virtualMs: 10, faults: 'none', invariant: () => false } as const;

/** A limit that is none. */
const BAD = { limit: -1 };

type Mistake = readonly [name: string, make: () => Promise<unknown>];

/** What is wrong about an option that its type would not let pass either. */
const wrongly = (value: unknown): never => value as never;

/** The line of this file that a stack begins at. */
const lineOf = ({ stack = '' }: Error): number =>
  Number(/^\s+at .*bad-input\.test\.ts:(\d+)/m.exec(stack)?.[1]);

/** The lines of this file, as they are told from 1 on. */
const LINES = ['', ...readFileSync(__filename, 'utf8').split('\n')];

/** The numbers of the lines of this file that say `words`. */
const linesWith = (words: string): number[] =>
  LINES.flatMap((line, number) => (line.includes(words) ? number : []));

/** The line that a mistake is told at names it, in a comment where it is not by itself; so does the line of its cause. */
const MISTAKES: readonly Mistake[] = [
  ['a channel', async () => (await createTestApp(Worker)).channel(Elsewhere)],
  ['a client of a channel', async () => (await createTestApp(Worker)).client(strange)],
  [
    'a call of a client',
    async () => (await createTestApp(Worker)).client(working).claim(Jobs, BAD), // at 'a call of a client'
  ],
  ['a channel of a mocked client', async () => channelOf(mockClient(working), Elsewhere)],
  ['a write', async () => (await createTestApp(Worker)).channel(Jobs).seed([1, 2, 3])],
  ['steps', async () => (await createTestApp(Worker)).tick(-1)],
  ['time', async () => (await createTestApp(Worker)).advance(-1)],
  ['time of a clock', async () => new VirtualClock().advance(-1)],
  ['a wait', async () => (await createTestApp(Worker)).until(() => false, { withinMs: 10 })],
  ['a reply', async () => (await createTestApp(Worker)).finish(new Promise(() => undefined))],
  ['a provider', async () => (await createTestApp(Worker)).get(Stranger)],
  ['an override', async () => createTestApp(Worker, { override: [[Stranger, Stranger]] })],
  ['providers', async () => createTestApp(Worker, { providers: wrongly([3]) })],
  ['a system to pause', async () => (await createTestApp(Worker)).pause(Stranger)],
  ['an option', async () => createTestApp(Worker, wrongly({ provider: [] }))],
  ['a pair', async () => createTestApp(Worker, { override: wrongly([Stranger]) })],
  ['an inbox', async () => (await createTestApp(Worker)).inbox],
  ['an option of a simulation', async () => simulate(Worker, wrongly({ seeds: 1, fault: 1 }))],
  ['faults of a simulation', async () => simulate(Idle, { seed: 1, faults: wrongly({ a: 1 }) })],
  ['what a simulation breaks', async () => simulate(Idle, { seed: 1, ...BROKEN })],
  [
    'what one of many breaks',
    async () => simulateMany(Idle, { seeds: { from: 1, count: 1 }, ...BROKEN }), // at 'what one of many breaks'
  ],
  [
    'work after the end',
    async () => {
      const test = await createTestApp(Worker);
      await test.dispose();
      await test.tick(); // at 'work after the end'
    },
  ],
  [
    'a write after the end',
    async () => {
      const test = await createTestApp(Worker);
      await test.dispose();
      await test.channel(Jobs).write(1); // at 'a write after the end'
    },
  ],
  [
    'a wait after the end',
    async () => {
      const test = await createTestApp(Worker);
      await test.dispose();
      await test.finish(Promise.reject(new Error('no one hears of it'))); // at 'a wait after the end'
    },
  ],
  [
    'a look around after the end',
    async () => {
      const test = await createTestApp(Worker);
      await test.dispose();
      await test.settle(); // at 'a look around after the end'
    },
  ],
  [
    'time while paused',
    async () => {
      const test = await createTestApp(Worker);
      test.pause(); // cause of 'time while paused'
      await test.advance(1_000); // at 'time while paused'
    },
  ],
  [
    'steps while paused',
    async () => {
      const test = await createTestApp(Worker);
      test.pause(Worker); // cause of 'steps while paused'
      await test.tick(); // at 'steps while paused'
    },
  ],
  [
    'an until while paused',
    async () => {
      const test = await createTestApp(Worker);
      test.pause(); // cause of 'an until while paused'
      await test.until(() => false); // at 'an until while paused'
    },
  ],
  [
    'a reply while paused',
    async () => {
      const test = await createTestApp(Worker);
      test.pause(); // cause of 'a reply while paused'
      await test.finish(Promise.resolve(1)); // at 'a reply while paused'
    },
  ],
  [
    'time while a step is not awaited',
    async () => {
      const test = await createTestApp(Worker);
      void test.tick(); // cause of 'time while a step is not awaited'
      await test.advance(1); // at 'time while a step is not awaited'
    },
  ],
  [
    'a step while a write is not awaited',
    async () => {
      const test = await createTestApp(Worker);
      void test.channel(Jobs).write(1); // cause of 'a step while a write is not awaited'
      await test.tick(); // at 'a step while a write is not awaited'
    },
  ],
  [
    'a look while time is not awaited',
    async () => {
      const test = await createTestApp(Worker);
      void test.advance(1); // cause of 'a look while time is not awaited'
      test.channel(Jobs).contents(); // at 'a look while time is not awaited'
    },
  ],
  [
    'a look while a client is not awaited',
    async () => {
      const test = await createTestApp(Worker);
      void test.client({ write: [Jobs] }).write(Jobs, 1); // cause of 'a look while a client is not awaited'
      test.channel(Jobs).contents(); // at 'a look while a client is not awaited'
    },
  ],
  [
    'an end while a client waits',
    async () => {
      const test = await createTestApp(Worker);
      void test.client(working).claim(Jobs, { waitMs: 1_000 }); // cause of 'an end while a client waits'
      await test.dispose(); // at 'an end while a client waits'
    },
  ],
];

describe('a mistake of a test', () => {
  it.each(MISTAKES)('about %s is told with its cure and its line', async (name, make) => {
    const error = await refusal(make);
    const { hint, message, stack = '' } = error;
    expect(message).toContain(hint);
    expect(LINES[lineOf(error)]).toMatch(new RegExp(`(\\[|// at )'${name}'`));
    const causes = [...message.matchAll(/ at \S+bad-input\.test\.ts:(\d+)/g)].map(([, at]) =>
      Number(at),
    );
    expect(causes).toEqual(linesWith(`// cause of '${name}'`));
    expect(stack.startsWith(`HolonError: ${message}\n`)).toBe(true);
    const [first = '', ...others] = stack.split('\n').filter((line) => /^\s+at /.test(line));
    expect(first).toContain('bad-input.test.ts');
    expect(others.join('\n')).not.toMatch(/[\\/]src[\\/]|node:/);
  });

  it('within a predicate is told at its line there, not at that of the call', async () => {
    await using test = await createTestApp(Worker);
    const above = new Error();
    const predicate = (): boolean => test.channel(wrongly(Elsewhere)).contents().length > 0;
    const error = await refusal(() => test.until(predicate));
    expect(lineOf(error)).toBe(lineOf(above) + 1);
  });

  it('is told where the app was made, when `await using` ends it', async () => {
    let above = new Error();
    const error = await refusal(async () => {
      above = new Error();
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      await test.tick();
    });
    expect(error.code).toBe('HOLON_LEFT_BEHIND');
    expect(lineOf(error)).toBe(lineOf(above) + 1);
  });

  it('is told alone: what the test then leaves behind does not hide it', async () => {
    const forget = await refusal(async () => {
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      void test.tick();
      await test.advance(1);
    });
    expect(forget.code).toBe('HOLON_NOT_AWAITED');
    const expectation = await refusal(async () => {
      await using test = await createTestApp(Worker);
      await test.channel(Jobs).write(1);
      await test.tick();
      test.channel(Jobs).expectCounts({ acknowledged: 1 });
    });
    expect(expectation.code).toBe('HOLON_EXPECTATION_FAILED');
  });
});

describe('an option of a test app', () => {
  const messageOf = async (options: unknown): Promise<string> => {
    const error = await refusal(() => createTestApp(Worker, wrongly(options)));
    expect(error.code).toBe('HOLON_INVALID_ARGUMENT');
    return error.message;
  };

  it('that does not exist is named with the nearest that does', async () => {
    expect(await messageOf({ provider: [] })).toBe(
      "createTestApp: there is no option 'provider', did you mean 'providers'?\n" +
        'Its options are providers, override, channels, ticks, store, clock, allow, logger, security.',
    );
    expect(await messageOf({ channel: [] })).toContain("did you mean 'channels'?");
    expect(await messageOf({ overrides: [] })).toContain("did you mean 'override'?");
    expect(await messageOf({ seed: [] })).toContain("did you mean 'channels'?");
    expect(await messageOf({ toString: 1 })).toContain("there is no option 'toString'\n");
  });

  it.each([
    ['the options must be an object, not number 3', 3],
    ['channels must be an array of pairs [Channel, contents]', { channels: { jobs: [1] } }],
    ['the contents of Jobs must be an array, not number 1', { channels: [[Jobs, 1]] }],
    ['channels[0] must be a pair [Channel, contents], not Jobs', { channels: [Jobs] }],
    ['channels[0][0] must be a channel class, not "jobs"', { channels: [['jobs', [1]]] }],
    ['override[0] must be a pair [Real, Fake], not Stranger', { override: [Stranger] }],
    ['providers must be an array of providers, such as [[Token, value]]', { providers: {} }],
    [`ticks must be 'by-hand' or 'by-clock', not "byhand"`, { ticks: 'byhand' }],
    [
      "allow[0] must be 'claims', 'work' or 'timers', not \"claim\", did you mean 'claims'?",
      { allow: ['claim'] },
    ],
    [
      "allow must be an array of 'claims', 'work' and 'timers', not \"claims\"",
      { allow: 'claims' },
    ],
    ['clock must be a VirtualClock', { clock: { nowMs: () => 1 } }],
    ['store must be a MemoryStore', { store: 'memory:' }],
    ['logger must be a Logger', { logger: console }],
  ])('is refused: %s', async (told, options) => {
    expect(await messageOf(options)).toContain(`createTestApp: ${told}`);
  });

  it('may be given as undefined', async () => {
    const options = { providers: undefined, store: new MemoryStore(), ticks: undefined };
    await (await createTestApp(Worker, wrongly(options))).dispose();
  });
});

describe('a channel of a test app', () => {
  it('that is to be filled, and is not declared, is told in the words of createTestApp', async () => {
    const error = await refusal(() => createTestApp(Worker, { channels: [[Elsewhere, [1]]] }));
    expect(error.message).toContain(
      'createTestApp({ channels: [[Elsewhere, …]] }): Worker declares no Elsewhere',
    );
  });

  it('refuses counts that there are not, and says which are meant', async () => {
    await using test = await createTestApp(Worker);
    const wrong = await refusal(async () => {
      test.channel(Jobs).expectCounts(wrongly({ claimd: 0 }));
    });
    expect([wrong.code, wrong.message.split('\n')[0]]).toEqual([
      'HOLON_INVALID_ARGUMENT',
      "test.channel(Jobs).expectCounts(): there is no count 'claimd', did you mean 'claimed'?",
    ]);
  });

  it('says that the app was disposed of when it is written to after that', async () => {
    const test = await createTestApp(Worker);
    const jobs = test.channel(Jobs);
    await test.dispose();
    for (const write of [() => jobs.write(1), () => jobs.seed([1])]) {
      const { message } = await refusal(write);
      expect(message).toContain(
        'test.channel(Jobs).write() was called after the test app was disposed of',
      );
    }
  });
});

describe('an option of a call', () => {
  it('is checked as well', async () => {
    await using test = await createTestApp(Worker);
    expect((await refusal(() => test.tick(1, wrongly({ within: 3 })))).message).toContain(
      "test.tick: there is no option 'within', did you mean 'withinMs'?",
    );
    expect((await refusal(() => test.tick(1.5))).message).toContain('whole number, 0 or more');
    expect((await refusal(() => test.advance(1, wrongly({ paused: true })))).message).toContain(
      "there is no option 'paused'",
    );
    expect((await refusal(() => test.until(wrongly(true)))).message).toContain(
      'test.until: what to wait for must be a function, not boolean true',
    );
    expect((await refusal(() => test.channel(Jobs).seed(wrongly(1)))).message).toContain(
      'test.channel(Jobs).seed(): the contents must be an array, not number 1',
    );
  });

  it('of a mocked client too, and its access', async () => {
    const messageOf = async (access: unknown, options?: unknown): Promise<string> =>
      (await refusal(() => mockClient(wrongly(access), wrongly(options)))).message;
    expect(await messageOf(working, { system: 'a' })).toContain("did you mean 'systemId'?");
    expect(await messageOf({ reads: [Jobs] })).toContain("did you mean 'read'?");
    expect(await messageOf({ read: Jobs })).toContain('read must be an array of channel classes');
    expect(await messageOf(Jobs)).toContain('mockClient(channelAccess({ read: [Jobs] }))');
  });
});
