import type { BaseChannel } from '../channels/base-channel';
import { attachHandle, ChannelClient, sealClient } from '../channels/channel-client';
import { HolonError } from '../errors/holon-error';
import type { Access } from '../model/channel-access';
import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import { silentLogger } from '../observability/logger';
import { MemoryStore } from '../stores/memory/memory-store';
import { CallLog } from './kit/call-log';
import { checkMock } from './kit/check-test-options';
import { ChannelRecord } from './kit/channel-record';
import { kitError } from './kit/kit-error';
import { lateHandle } from './kit/late-handle';
import { RecordingStore } from './kit/recording-store';
import { recordPushes } from './kit/record-pushes';
import { repeatableIds } from './kit/repeatable-ids';
import { TestChannel, type WrittenTo } from './test-channel';
import { VirtualClock } from './virtual-clock';

/** What a mocked client is given. */
export interface MockClientOptions {
  /** Who it writes and claims as. @defaultValue 'system' */
  readonly systemId?: string;
  /** @defaultValue one of its own, which `clockOf` answers */
  readonly clock?: VirtualClock;
}

/** What stands behind a mocked client. */
interface Mock {
  readonly clock: VirtualClock;
  readonly channels: ReadonlyMap<AnyChannelClass, TestChannel>;
}

const mocks = new WeakMap<object, Mock>();
const logs = new WeakMap<VirtualClock, CallLog>();

/** Waits for its channels where a plain client could not: a transaction joins them at once. */
class MockClient<A extends Access> extends ChannelClient<A> {
  started: Promise<unknown> = Promise.resolve();

  override async transaction<R>(work: (tx: ChannelClient<A>) => Promise<R>): Promise<R> {
    await this.started;
    return super.transaction(work);
  }
}

/**
 * A client of exactly this access, over real channels in memory and in virtual time, for a system that a test constructs
 * itself. Nothing has to be closed. Periodic channels do not pull: write to them.
 * @throws HOLON_INVALID_ARGUMENT when a channel cannot be made without what it is injected, and for what is no access
 * @example
 * const refiner = new Refiner(mockClient(refining), fakeThermometer);
 */
export function mockClient<const A extends Access>(
  access: A,
  options: MockClientOptions = {},
): ChannelClient<A> {
  checkMock(access, options);
  const { systemId = 'system', clock = new VirtualClock() } = options;
  const store = new MemoryStore();
  const record = new ChannelRecord();
  const ids = repeatableIds(store);
  const recording = new RecordingStore(store, record, clock);
  const client = new MockClient<A>(systemId, { clock, ids });
  const calls = callsOf(clock);
  const channels = new Map<AnyChannelClass, TestChannel>();
  const starting: Promise<void>[] = [];

  const { own = [], read = [], write = [] } = access;
  for (const channelClass of new Set([...own, ...read, ...write])) {
    const channel = construct(channelClass);
    channel.bind({ store: recording, clock, ids, logger: silentLogger });
    recordPushes(channel, record, clock);
    starting.push(channel.start());
    const isOwn = own.includes(channelClass);
    const modes = {
      read: isOwn || read.includes(channelClass),
      write: isOwn || write.includes(channelClass),
      host: isOwn,
    };
    attachHandle(client, channelClass, lateHandle(channel, systemId, modes));
    const settle = (): Promise<void> => clock.settle();
    const failures = (): string => '';
    channels.set(
      channelClass,
      new TestChannel({ channel, store: recording, record, clock, calls, settle, failures }),
    );
  }
  sealClient(client);
  client.started = Promise.all(starting);
  client.started.catch(() => undefined); // whoever uses the channel is told
  mocks.set(client, { clock, channels });
  return client;
}

/** A channel of a mocked client, to write to it and to look into it. @throws HOLON_CHANNEL_NOT_CONNECTED */
export function channelOf<A extends Access, C extends AnyChannelClass>(
  client: ChannelClient<A>,
  channel: C,
): TestChannel<ContentOf<C>, WrittenTo<C>> {
  const { channels } = mockOf(client);
  const found = channels.get(channel);
  if (found !== undefined) return found as unknown as TestChannel<ContentOf<C>, WrittenTo<C>>; // kept under its class
  const names = [...channels.keys()].map(({ name }) => name).join(', ');
  throw kitError(
    'HOLON_CHANNEL_NOT_CONNECTED',
    `The mocked client has no channel ${channel.name}; it has ${names === '' ? 'none' : names}`,
    { hint: `Name ${channel.name} in the access that mockClient was given.` },
  );
}

/** The time of a mocked client: `await clockOf(client).advance(30_000)` lets claims expire. */
export function clockOf<A extends Access>(client: ChannelClient<A>): VirtualClock {
  return mockOf(client).clock;
}

/** One for all clients of a clock, which hears when time is moved: nobody can look into a channel while that goes on. */
function callsOf(clock: VirtualClock): CallLog {
  let calls = logs.get(clock);
  if (calls === undefined) {
    const log = new CallLog();
    clock.watched = (advance) => log.moving('clockOf(client).advance()', advance);
    logs.set(clock, (calls = log));
  }
  return calls;
}

function mockOf<A extends Access>(client: ChannelClient<A>): Mock {
  const mock = mocks.get(client);
  if (mock !== undefined) return mock;
  throw kitError('HOLON_INVALID_ARGUMENT', 'This is no client that mockClient has made', {
    hint: 'Pass what mockClient(access) answered; in a test app, ask test.channel(…).',
  });
}

function construct(channelClass: AnyChannelClass): BaseChannel {
  try {
    const concrete = channelClass as unknown as new () => BaseChannel; // @Channel accepts channel classes only
    return withoutPulls(new concrete());
  } catch (error) {
    if (error instanceof HolonError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw kitError(
      'HOLON_INVALID_ARGUMENT',
      `mockClient cannot make ${channelClass.name} without what it is injected: ${why}`,
      {
        cause: error,
        hint: 'Test the system with createTestApp, and give the channel what it needs in providers.',
      },
    );
  }
}

/** What would pull is not there: the channel was made without what it is injected. */
function withoutPulls(channel: BaseChannel): BaseChannel {
  return Object.defineProperty(channel, 'background', { value: () => undefined });
}
