import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import type { ChannelOptions } from '../../../src/channels/channel-options';
import { createHandle } from '../../../src/channels/create-handle';
import { Transaction } from '../../../src/channels/transaction';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import type { ChannelStore } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { sleep } from '../../../src/util/abort';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, failure, isSettled, lateStore, started } from './bench';

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<number, 'jobs'> {}

@Channel({ id: 'results' })
class Results extends BroadcastChannel<string, 'results'> {}

const access = channelAccess({ own: [Jobs, Results] });
const failed = failure('HOLON_TRANSACTION_FAILED');

describe.each<[string, () => ChannelStore]>([
  ['memory', () => new MemoryStore()],
  ['a store that answers later', lateStore],
])('a transaction on %s', (_, makeStore) => {
  async function setUp(options: Partial<ChannelOptions<string, 'results'>> = {}) {
    const parts = { ...bench(), store: makeStore() };
    const jobs = await started(new Jobs({ id: 'jobs', claimTimeoutMs: 1_000, ...parts }));
    const results = await started(new Results({ id: 'results', ...parts, ...options }));
    const client = new ChannelClient<typeof access>('me', parts);
    client.connect(Jobs, jobs);
    client.connect(Results, results);
    return { ...parts, jobs, results, client };
  }

  it('does its writes and settlements together, and answers what the callback does', async () => {
    const { client, jobs, results } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const answer = await client.transaction(async (tx) => {
      await tx.write(Results, 'done', { id: 'r1', metadata: { from: claim!.id } });
      await tx.acknowledge(Jobs, [claim!.id]);
      await tx.write(Jobs, 2);
      expect(await results.stats()).toMatchObject({ count: 0 });
      expect(await jobs.stats()).toMatchObject({ count: 1, claimed: 1 });
      return 'answer';
    });
    expect(answer).toBe('answer');
    expect(contents(await client.read(Results))).toEqual(['done']);
    expect(await jobs.stats()).toMatchObject({ count: 2, acknowledged: 1, claimed: 0 });
    await expect(claim!.ack()).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
  });

  it('does nothing when the callback throws', async () => {
    const { client, jobs, results } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const work = client.transaction(async (tx) => {
      await tx.write(Results, 'done');
      await tx.nack(Jobs, [claim!.id], { reason: 'no' });
      throw new Error('changed my mind');
    });
    await expect(work).rejects.toThrow('changed my mind');
    expect((await results.stats()).count).toBe(0);
    await claim!.ack();
    expect((await jobs.stats()).acknowledged).toBe(1);
  });

  it('does nothing when a claim is lost by the end', async () => {
    const { client, clock, results } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const work = client.transaction(async (tx) => {
      await tx.write(Results, 'done');
      await tx.acknowledge(Jobs, [claim!.id]);
      await sleep(clock, 1_000);
    });
    const refused = expect(work).rejects.toEqual(failure('HOLON_CLAIM_LOST'));
    await clock.advance(1_000);
    await refused;
    expect((await results.stats()).count).toBe(0);
    expect(await client.claim(Jobs)).toEqual([expect.objectContaining({ attempt: 2 })]);
  });

  it('does nothing when a capacity is reached', async () => {
    const { client, jobs } = await setUp({ capacity: 1 });
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const work = client.transaction(async (tx) => {
      await tx.acknowledge(Jobs, [claim!.id]);
      await tx.write(Results, 'one');
      await tx.write(Results, 'two');
    });
    await expect(work).rejects.toEqual(failure('HOLON_BACKPRESSURE'));
    expect(await jobs.stats()).toMatchObject({ claimed: 1, acknowledged: 0 });
    expect(await client.read(Results)).toEqual([]);
    await claim!.ack();
  });

  it('is refused where the channels are kept in different stores', async () => {
    const { client, jobs, results } = await setUp({ store: new MemoryStore() });
    const work = client.transaction(async (tx) => {
      await tx.write(Jobs, 1);
      await tx.write(Results, 'done');
    });
    await expect(work).rejects.toEqual(failed);
    expect([(await jobs.stats()).count, (await results.stats()).count]).toEqual([0, 0]);
  });

  it('cannot be used after its end', async () => {
    const { client, results } = await setUp();
    const tx = await client.transaction(async (inside) => inside);
    await expect(tx.write(Results, 'late')).rejects.toEqual(failed);
    await expect(tx.read(Results)).rejects.toEqual(failed);
    await expect(tx.acknowledge(Jobs, ['x'])).rejects.toEqual(failed);
    expect((await results.stats()).count).toBe(0);
  });

  it('fails as a whole when something in it is not awaited', async () => {
    const { client, jobs, results } = await setUp();
    let forgotten: Promise<unknown> | undefined;
    const work = client.transaction(async (tx) => {
      await tx.write(Jobs, 1);
      forgotten = tx.write(Results, 'forgotten');
      forgotten.catch(() => undefined);
    });
    await expect(work).rejects.toEqual(failed);
    await expect(forgotten).rejects.toEqual(failed);
    expect([(await jobs.stats()).count, (await results.stats()).count]).toEqual([0, 0]);
  });

  it('pushes to subscribers after the commit, in order, and waits for them', async () => {
    const { client, clock, results } = await setUp();
    const seen: string[] = [];
    await results.subscribe('s', async ({ content }) => {
      seen.push(`${content} of ${(await results.stats()).count}`);
      await sleep(clock, 10);
    });
    const work = client.transaction(async (tx) => {
      await tx.write(Results, 'a');
      await tx.write(Results, 'b');
      expect(seen).toEqual([]);
    });
    await clock.settle();
    expect(await isSettled(work)).toBe(false);
    await clock.advance(20);
    await work;
    expect(seen).toEqual(['a of 2', 'b of 2']);
  });

  it('moves the cursor of what it reads only when it commits', async () => {
    const { client, results } = await setUp();
    await results.write('w', 'a');
    await results.write('w', 'b');
    const abandoned = client.transaction(async (tx) => {
      expect(contents(await tx.read(Results, { limit: 1 }))).toEqual(['a']);
      throw new Error('no');
    });
    await expect(abandoned).rejects.toThrow('no');
    await client.transaction(async (tx) => {
      expect(contents(await tx.read(Results, { limit: 1 }))).toEqual(['a']);
    });
    expect(contents(await client.read(Results))).toEqual(['b']);
  });

  it('reads a channel once', async () => {
    const { client } = await setUp();
    const work = client.transaction(async (tx) => {
      await tx.read(Results);
      await tx.read(Results);
    });
    await expect(work).rejects.toEqual(failed);
  });

  it('tells duplicates, of what is kept and of what it has written itself', async () => {
    const { client, results } = await setUp();
    await client.write(Results, 'kept', { id: 'x' });
    const receipts = await client.transaction(async (tx) => [
      await tx.write(Results, 'again', { id: 'x' }),
      await tx.write(Results, 'new', { id: 'y' }),
      await tx.write(Results, 'new again', { id: 'y' }),
    ]);
    expect(receipts.map(({ duplicate }) => duplicate)).toEqual([true, false, true]);
    await results.stats();
    expect(contents(await client.read(Results))).toEqual(['kept', 'new']);
  });

  it('wakes who waits for what it gives back after a delay', async () => {
    const { client, clock, jobs } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs, { timeoutMs: 100_000 });
    const waiting = jobs.claim('waiter', { waitMs: 10_000 });
    await clock.settle();
    await client.transaction((tx) => tx.nack(Jobs, [claim!.id], { delayMs: 300 }));
    await clock.advance(300);
    expect(contents(await waiting)).toEqual([1]);
  });

  it('checks what it is given, and what each kind of channel can do', async () => {
    const { client } = await setUp();
    const inTransaction = (work: (tx: ChannelClient<typeof access>) => Promise<unknown>) =>
      expect(client.transaction(work)).rejects;
    const unsupported = failure('HOLON_UNSUPPORTED_OPERATION');
    const invalid = failure('HOLON_INVALID_ARGUMENT');
    await inTransaction((tx) => tx.write(Results, (() => 1) as never)).toEqual(
      failure('HOLON_NOT_SERIALISABLE'),
    );
    await inTransaction((tx) => tx.read(Results, { limit: 0 })).toEqual(invalid);
    await inTransaction((tx) => tx.read(Results, { after: '' })).toEqual(invalid);
    await inTransaction((tx) => tx.acknowledge(Jobs, 'x' as never)).toEqual(invalid);
    await inTransaction((tx) => tx.read(Jobs as never)).toEqual(unsupported);
    await inTransaction((tx) => tx.acknowledge(Results as never, ['x'])).toEqual(unsupported);
    await inTransaction((tx) => tx.claim(Jobs)).toEqual(unsupported);
    await inTransaction((tx) => tx.subscribe(Jobs, () => undefined)).toEqual(unsupported);
    await inTransaction(async (tx) => tx.stream(Results).next()).toEqual(unsupported);
    const whole = { id: 'm', timestampMs: 1, senderId: 'you', content: 'x', metadata: {} };
    await inTransaction((tx) => tx.writeMessage(Results, whole)).toEqual(
      failure('HOLON_SENDER_MISMATCH'),
    );
  });

  it('answers what it has settled, and reads on behind a message or from now on', async () => {
    const { client, results } = await setUp();
    await client.write(Jobs, 1, { id: 'j1' });
    await client.write(Jobs, 2, { id: 'j2' });
    for (const id of ['a', 'b', 'c']) await client.write(Results, id, { id });
    await client.claim(Jobs);
    await client.transaction(async (tx) => {
      expect(await tx.acknowledge(Jobs, ['j1'])).toEqual({ settled: ['j1'], refused: [] });
      expect(await tx.nack(Jobs, ['j2'])).toEqual({ settled: ['j2'], refused: [] });
      expect(contents(await tx.read(Results, { after: 'a' }))).toEqual(['b', 'c']);
    });
    expect(await client.read(Results)).toEqual([]);
    const other = new ChannelClient<typeof access>('other', bench());
    other.connect(Results, results);
    await other.transaction(async (tx) => {
      expect(await tx.read(Results, { from: 'now' })).toEqual([]);
    });
    await client.write(Results, 'd');
    expect(contents(await other.read(Results))).toEqual(['d']);
  });

  it('says what is wrong in it', async () => {
    const { client, results } = await setUp();
    const message = async (work: (tx: never) => Promise<unknown>): Promise<string> => {
      const error = await client.transaction(work as never).catch((thrown: unknown) => thrown);
      return (error as Error).message;
    };
    type Tx = Parameters<Parameters<typeof client.transaction>[0]>[0];
    const read = async (tx: Tx) => {
      await tx.read(Results);
      await tx.read(Results);
    };
    expect(await message(read)).toBe(
      "The transaction failed: channel 'results' was read already; read once with a larger limit",
    );
    expect(await message((tx: Tx) => tx.read(Results, { limit: 0 }))).toMatch(
      /^read in a transaction: limit must be/,
    );
    expect(await message((tx: Tx) => tx.read(Results, { after: '' }))).toMatch(
      /^read in a transaction: after must be/,
    );
    expect(await message((tx: Tx) => tx.acknowledge(Jobs, ['']))).toMatch(
      /^acknowledge in a transaction: every id must be/,
    );
    expect(await message((tx: Tx) => tx.nack(Jobs, ['']))).toMatch(
      /^nack in a transaction: every id must be/,
    );
    const apart = await started(new Jobs({ id: 'jobs', ...bench(), store: makeStore() }));
    const torn = new ChannelClient<typeof access>('me', bench());
    torn.connect(Jobs, apart);
    torn.connect(Results, results);
    const both = torn.transaction(async (tx) => {
      await tx.write(Results, 'a');
      await tx.write(Jobs, 1);
    });
    const reason = 'The transaction failed: its channels are kept in different stores';
    await expect(both).rejects.toThrow(reason);
  });

  it('has no claims, subscriptions and streams, and says where those are asked for', async () => {
    const { jobs } = await setUp();
    const handle = createHandle(jobs, 'me', { read: true, write: true, host: false });
    const { reader } = new Transaction().handleFor(handle);
    const refused = (operation: string) =>
      expect.objectContaining({
        code: 'HOLON_UNSUPPORTED_OPERATION',
        message: `A transaction has no ${operation}`,
        hint: `Call ${operation} on the client before the transaction.`,
      }) as Error;
    await expect(reader!.claim()).rejects.toEqual(refused('claim'));
    await expect(reader!.subscribe(() => undefined)).rejects.toEqual(refused('subscribe'));
    expect(() => reader!.stream()).toThrow(refused('stream'));
    const waiting = reader!.waitForChange(0, new AbortController().signal);
    await expect(waiting).rejects.toEqual(refused('waitForChange'));
  });

  it('with nothing in it is nothing', async () => {
    const { client } = await setUp();
    expect(await client.transaction(async () => 7)).toBe(7);
  });

  it('is refused while the channel drains', async () => {
    const { client, clock, jobs } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const draining = jobs.drain({ timeoutMs: 100 });
    await expect(client.transaction((tx) => tx.write(Jobs, 2))).rejects.toEqual(
      failure('HOLON_DRAINING'),
    );
    await client.transaction((tx) => tx.acknowledge(Jobs, [claim!.id]));
    expect(await draining).toMatchObject({ completed: true });
    expect(clock.pendingTimers).toBeLessThanOrEqual(1);
  });

  it('is stored and resolves when a channel of it closes while it commits', async () => {
    const { client, jobs, results, store, clock } = await setUp();
    await client.write(Jobs, 1);
    const [claim] = await client.claim(Jobs);
    const gate = createDeferred();
    const commit = store.commit.bind(store);
    store.commit = async (operations) => {
      const stored = await commit(operations);
      await gate.promise;
      return stored;
    };
    const committing = client.transaction(async (tx) => {
      await tx.acknowledge(Jobs, [claim!.id]);
      await tx.write(Results, 'done');
    });
    await clock.settle();
    await results.stop();
    await jobs.stop();
    gate.resolve();
    await committing;
    const again = await started(new Results({ id: 'results', store }));
    expect(contents(await again.read('r'))).toEqual(['done']);
  });

  it('is refused and stores nothing once a channel of it has closed', async () => {
    const { client, results, store } = await setUp();
    const committing = client.transaction(async (tx) => {
      await tx.write(Results, 'done');
      await results.stop();
    });
    await expect(committing).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
    const again = await started(new Results({ id: 'results', store }));
    expect(await again.stats()).toMatchObject({ count: 0 });
  });

  it('makes room in a full channel by its retention, as a write does', async () => {
    const { client, clock } = await setUp({ capacity: 2, retention: { maxAgeMs: 100 } });
    await client.write(Results, 'a');
    await client.write(Results, 'b');
    await clock.advance(101);
    await client.transaction((tx) => tx.write(Results, 'c'));
    expect(contents(await client.read(Results))).toEqual(['c']);
  });

  it('is refused where the retention makes no room', async () => {
    const { client } = await setUp({ capacity: 1, retention: { maxAgeMs: 100 } });
    await client.write(Results, 'a');
    const full = client.transaction((tx) => tx.write(Results, 'b'));
    await expect(full).rejects.toEqual(failure('HOLON_BACKPRESSURE'));
    expect(contents(await client.read(Results))).toEqual(['a']);
  });

  it('stores one message of two written at once with the same id', async () => {
    const { client } = await setUp();
    const receipts = await client.transaction((tx) =>
      Promise.all(['a', 'b'].map((content) => tx.write(Results, content, { id: 'same' }))),
    );
    expect(receipts.map(({ duplicate }) => duplicate).sort()).toEqual([false, true]);
    expect(await client.read(Results)).toHaveLength(1);
  });

  it('asks the store nothing about ids that holon made', async () => {
    const { client, store } = await setUp();
    const log = await store.open('results');
    const get = jest.spyOn(Object.getPrototypeOf(log) as typeof log, 'get');
    await client.transaction(async (tx) => {
      for (let n = 0; n < 20; n += 1) await tx.write(Results, 'x');
    });
    expect(get).not.toHaveBeenCalled();
    get.mockRestore();
    expect(await client.read(Results, { limit: 100 })).toHaveLength(20);
  });
});
