/** What correct use of the testing kit infers. Compiled, never run. */
import { expectTypeOf } from 'expect-type';

import {
  Channel,
  type ChannelClient,
  type ChannelMessage,
  PeriodicChannel,
  System,
} from '../../src/index';
import {
  channelOf,
  createTestApp,
  mockClient,
  type TestChannel,
  type TestMessage,
} from '../../src/testing/index';
import { type Job, Jobs, type Result, Results, type Reading, Readings, working } from './declared';

@System({ id: 'worker', channels: working })
class Worker {
  constructor(readonly client: ChannelClient<typeof working>) {}
}

@Channel({ id: 'prices' })
class Prices extends PeriodicChannel<number, 'prices'> {
  protected pull(): undefined {
    return undefined;
  }
}

export async function tests(): Promise<void> {
  const test = await createTestApp(Worker, {
    channels: [
      [Jobs, [{ url: 'a' }, { url: 'b' }]],
      [Readings, []],
      [Prices, ['anything that convert takes']],
    ],
    override: [[Worker, class {}]],
  });
  expectTypeOf(test.system).toEqualTypeOf<Worker>();
  expectTypeOf(test.get(Worker)).toEqualTypeOf<Worker>();
  expectTypeOf(test.channel(Jobs)).toEqualTypeOf<TestChannel<Job, Job>>();
  expectTypeOf(test.channel(Prices)).toEqualTypeOf<TestChannel<number, unknown>>();
  expectTypeOf(test.channel(Results).contents()).toEqualTypeOf<readonly Result[]>();
  expectTypeOf(test.channel(Results).messages()).toEqualTypeOf<readonly ChannelMessage<Result>[]>();
  expectTypeOf(test.channel(Jobs).claimed()).toEqualTypeOf<readonly TestMessage<Job>[]>();
  expectTypeOf(test.client(working)).toEqualTypeOf<ChannelClient<typeof working>>();
  expectTypeOf(await test.until(() => test.channel(Jobs).contents()[0])).toEqualTypeOf<
    Job | undefined
  >();
  expectTypeOf(await test.finish(test.client(working).claim(Jobs))).toExtend<readonly unknown[]>();
  await createTestApp(Worker);
}

export function constructs(): Worker {
  const client = mockClient(working);
  expectTypeOf(client).toEqualTypeOf<ChannelClient<typeof working>>();
  expectTypeOf(channelOf(client, Results)).toEqualTypeOf<TestChannel<Result, Result>>();
  expectTypeOf<Reading>().not.toEqualTypeOf<Result>();
  return new Worker(mockClient(working, { systemId: 'worker' }));
}
