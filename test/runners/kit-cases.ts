/** Tests of a system by the kit, declared with the functions of whatever runner there is; no runner is imported. */
import assert from 'node:assert/strict';

import { IsNumber } from 'class-validator';
import {
  BroadcastChannel,
  Channel,
  ChannelClient,
  isHolonError,
  MemoryStore,
  System,
  WorkQueueChannel,
  channelAccess,
} from 'holon';
import {
  channelOf,
  createTestApp,
  describeStoreContract,
  mockClient,
  type TestRunner,
} from 'holon/testing';

class Raw {
  @IsNumber() value!: number;
}

@Channel({ id: 'raw', content: Raw, claimTimeoutMs: 30_000 })
class RawRecords extends WorkQueueChannel<Raw, 'raw'> {}

@Channel({ id: 'refined' })
class Refined extends BroadcastChannel<number, 'refined'> {}

class Thermometer {
  async celsius(): Promise<number> {
    return Promise.reject(new Error('there is no thermometer here'));
  }
}

const refining = channelAccess({ read: [RawRecords], write: [Refined] });

// The constructor is injected by type: whoever compiles this must emit metadata of types.
@System({ id: 'refiner', channels: refining, providers: [Thermometer] })
class Refiner {
  constructor(
    private readonly client: ChannelClient<typeof refining>,
    private readonly thermometer: Thermometer,
  ) {}

  async step(): Promise<void> {
    for (const claim of await this.client.claim(RawRecords)) {
      await this.client.write(Refined, claim.content.value + (await this.thermometer.celsius()));
      await claim.ack();
    }
  }
}

const warm: Thermometer = { celsius: () => Promise.resolve(20) };

export function declareKitCases(runner: TestRunner): void {
  const { describe, it } = runner;
  describe('a system by the kit', () => {
    it('reads, writes and acknowledges', async () => {
      await using test = await createTestApp(Refiner, { providers: [[Thermometer, warm]] });
      await test.channel(RawRecords).write({ value: 1 });
      await test.tick();
      test.channel(Refined).expectContents([21]);
      test.channel(RawRecords).expectCounts({ acknowledged: 1 });
    });

    it('loses its claim when time moves', async () => {
      const broken = { celsius: () => Promise.reject(new Error('broken')) };
      await using test = await createTestApp(Refiner, {
        providers: [[Thermometer, broken]],
        logger: silent,
      });
      await test.channel(RawRecords).write({ value: 1 });
      await test.tick();
      test.channel(RawRecords).expectCounts({ claimed: 1 });
      await test.advance(30_000);
      test.channel(RawRecords).expectCounts({ claimed: 0, pending: 1 });
      assert.equal(test.failures().length, 1);
    });

    it('says what was expected and what was found, with the line of the test', async () => {
      await using test = await createTestApp(Refiner);
      await assert.rejects(
        async () => test.channel(Refined).expectContents([1]),
        (error: unknown) => {
          assert.ok(isHolonError(error, 'HOLON_EXPECTATION_FAILED'));
          assert.match(error.message, /Expected 1 content:\n {2}> 1\nFound 0 contents\./);
          const [frame = ''] = (error.stack ?? '')
            .split('\n')
            .filter((line) => /^ +at /.test(line));
          assert.match(frame, /kit-cases/);
          return true;
        },
      );
    });

    it('prints the cure of what the app refuses, and the line of the test', async () => {
      await using test = await createTestApp(Refiner);
      await assert.rejects(
        async () => test.channel(RawRecords).write({ value: 1 }, { delayMs: -1 }),
        ({ message, stack = '' }: Error) => {
          assert.match(message, /delayMs must be milliseconds of 0 or more.*\n.*Pass a value/);
          const [frame = ''] = stack.split('\n').filter((line) => /^ +at /.test(line));
          assert.match(frame, /kit-cases/);
          return true;
        },
      );
    });

    it('tells of a call that nobody awaits, and where it is', async () => {
      await using test = await createTestApp(Refiner);
      const forgotten = test.tick();
      await assert.rejects(
        () => test.advance(1),
        /test\.tick\(\) is under way, begun at .*kit-cases/,
      );
      await forgotten;
    });

    it('is constructed by hand over mocked channels', async () => {
      const client = mockClient(refining);
      const refiner = new Refiner(client, warm);
      await channelOf(client, RawRecords).write({ value: 2 });
      await refiner.step();
      channelOf(client, Refined).expectContents([22]);
    });
  });

  describeStoreContract('MemoryStore', async () => ({ store: new MemoryStore() }), {
    runner,
    restarts: false,
  });
}

const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
  child: () => silent,
};
