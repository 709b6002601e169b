/**
 * What the programs that holon follows promised and did not keep, one test each, numbered as in the list of their
 * faults. Those about systems (10, 11, 15) stand in seed-faults-systems.test.ts.
 */
import {
  ChannelClient,
  DiscoveryChannel,
  InMemoryChannel,
  MailboxChannel,
  MemoryStore,
  PassthroughChannel,
  WorkQueueChannel,
  Channel,
} from '../../src';
import { VirtualClock } from '../../src/testing';
import { contents, failure, isSettled, numbers, started } from '../unit/channels/bench';

const clock = new VirtualClock();

async function write(channel: PassthroughChannel<number>, count: number, recipientId?: string) {
  for (const n of numbers(count)) {
    await channel.write('writer', n, {
      id: `m${n}`,
      ...(recipientId === undefined ? {} : { recipientId }),
    });
  }
}

describe('what is not repeated here:', () => {
  it('1. the store is write-only: after a restart the queue is empty', async () => {
    const store = new MemoryStore();
    const options = { id: 'jobs', store, clock, claimTimeoutMs: 1_000 };
    const before = await started(new PassthroughChannel<number>(options));
    await write(before, 4);
    await before.read('reader', { limit: 2 });
    const [done] = await before.claim('worker', { limit: 1 });
    await done?.ack();
    await before.drain();

    const after = await started(new PassthroughChannel<number>(options));
    expect(await after.stats()).toMatchObject({ count: 4, acknowledged: 1 });
    expect(contents(await after.read('reader'))).toEqual([2, 3]);
    expect(contents(await after.claim('worker'))).toEqual([1, 2, 3]);
    await after.stop();
  });

  it('2. a mailbox of fifty messages gives ten and then none', async () => {
    const mail = await started(new MailboxChannel<number>({ id: 'mail', clock }));
    await write(mail, 50, 'reader');
    const seen: unknown[] = [];
    for (let page = 0; page < 6; page += 1) {
      seen.push(...contents(await mail.read('reader', { limit: 10 })));
    }
    expect(seen).toEqual(numbers(50));
  });

  it("3. any reader may acknowledge another's claim", async () => {
    const jobs = await started(new WorkQueueChannel<number>({ id: 'jobs', clock }));
    await write(jobs, 1);
    const [claim] = await jobs.claim('holder');
    expect(await jobs.acknowledge('intruder', ['m0'])).toEqual({ settled: [], refused: ['m0'] });
    expect(await jobs.nack('intruder', ['m0'])).toEqual({ settled: [], refused: ['m0'] });
    await claim?.ack();
    expect((await jobs.stats()).acknowledged).toBe(1);
  });

  it('4. retention and claim expiry never run on passthrough channels', async () => {
    const channel = await started(
      new PassthroughChannel<number>({
        id: 'events',
        clock,
        claimTimeoutMs: 1_000,
        maintenanceIntervalMs: 500,
        retention: { maxAgeMs: 60_000, maxCount: 3 },
      }),
    );
    await write(channel, 5);
    expect((await channel.stats()).count).toBe(3);
    await channel.claim('worker', { limit: 1 });
    await clock.advance(1_500);
    expect((await channel.stats()).claimed).toBe(0);
    await clock.advance(60_000);
    expect((await channel.stats()).count).toBe(0);
    await channel.drain();
  });

  it('5. after an eviction cursors skip unread messages', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'events', clock }));
    await write(channel, 10);
    await channel.read('reader', { limit: 4 });
    await channel.evict({ maxCount: 7 });
    expect(contents(await channel.read('reader'))).toEqual([4, 5, 6, 7, 8, 9]);
    expect((await channel.stats()).readers).toEqual({ reader: { lag: 0, missed: 0 } });
  });

  it('6. a reader whose cursor passed a claimed message never sees it after the nack', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'events', clock }));
    await write(channel, 3);
    const [claim] = await channel.claim('worker', { limit: 1 });
    expect(contents(await channel.read('reader'))).toEqual([1, 2]);
    await claim?.nack();
    expect(contents(await channel.read('reader'))).toEqual([0]);
  });

  it('7. `after` with an unknown id replays everything', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'events', clock }));
    await write(channel, 3);
    await channel.read('reader', { limit: 2 });
    await expect(channel.read('reader', { after: 'unknown' })).rejects.toEqual(
      failure('HOLON_MESSAGE_NOT_FOUND'),
    );
    expect(contents(await channel.read('reader'))).toEqual([2]);
  });

  it('8. the same id is stored twice', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'events', clock }));
    await write(channel, 2);
    expect(await channel.write('writer', 7, { id: 'm0' })).toEqual({ id: 'm0', duplicate: true });
    expect(contents(await channel.read('reader'))).toEqual([0, 1]);
  });

  it('9. heartbeats pile up, the oldest registration is found, registering a description throws', async () => {
    const registry = await started(new DiscoveryChannel({ id: 'registry', clock }));
    const channel = { id: 'c', description: '', visibility: 'public', kind: 'broadcast' } as const;
    const system = { systemId: 's', systemName: 'S', description: '', services: [] };
    const descriptor = { ...system, channelsRead: [], channelsWrite: [] };
    for (const beat of numbers(30)) {
      await registry.registerChannel({ ...channel, name: `beat ${beat}` });
      await registry.registerSystem({ ...descriptor, description: `beat ${beat}` });
    }
    expect((await registry.stats()).count).toBe(2);
    expect(await registry.getChannel('c')).toMatchObject({ name: 'beat 29' });
    expect(await registry.getSystem('s')).toMatchObject({ description: 'beat 29' });
  });

  it('12. a direct write can name any sender', async () => {
    const channel = await started(new PassthroughChannel<number>({ id: 'events', clock }));
    const forged = { id: 'm', timestampMs: 1, senderId: 'somebody', content: 1, metadata: {} };
    await expect(channel.writeMessage('writer', forged)).rejects.toEqual(
      failure('HOLON_SENDER_MISMATCH'),
    );
    expect((await channel.stats()).count).toBe(0);
  });

  it('13. ten requests at the same time get one reply', async () => {
    @Channel({ id: 'questions' })
    class Questions extends WorkQueueChannel<number, 'questions'> {}
    @Channel({ id: 'answers' })
    class Answers extends MailboxChannel<number, 'answers'> {}
    interface Access {
      readonly read: readonly [typeof Answers, typeof Questions];
      readonly write: readonly [typeof Answers, typeof Questions];
    }
    const questions = await started(new Questions());
    const answers = await started(new Answers());
    const [asker, answerer] = ['asker', 'answerer'].map((systemId) => {
      const client = new ChannelClient<Access>(systemId);
      client.connect(Questions, questions);
      client.connect(Answers, answers);
      return client;
    });
    const asking = numbers(100).map((n) => asker!.request(Questions, n, { replies: Answers }));
    let answered = 0;
    while (answered < 100) {
      const claims = await answerer!.claim(Questions, { limit: 7, waitMs: 1_000 });
      for (const { content, correlationId = '', senderId } of claims.reverse()) {
        await answerer!.write(Answers, content * 2, { correlationId, recipientId: senderId });
        answered += 1;
      }
    }
    const replies = await Promise.all(asking);
    expect(contents(replies)).toEqual(numbers(100).map((n) => n * 2));
    await questions.stop();
    await answers.stop();
  });

  it('14. a stored message is read back wrapped once more', async () => {
    const store = new MemoryStore();
    const content = { list: [1, { two: 2 }], text: 'x', nothing: null };
    const options = { id: 'events', store, clock };
    const before = await started(new PassthroughChannel<typeof content>(options));
    const { id } = await before.write('writer', content, { metadata: { trace: 't' } });
    const [direct] = await before.read('reader');
    await before.drain();

    const after = await started(new PassthroughChannel<typeof content>(options));
    const [again] = await after.read('another reader');
    expect(again).toEqual(direct);
    expect(again).toMatchObject({ id, content, metadata: { trace: 't' } });
    const [claim] = await after.claim('worker');
    expect(claim?.content).toEqual(content);
    await after.stop();
  });

  it('16. observers run as orphans, and closing leaves a waiting receiver hanging', async () => {
    const calls: string[] = [];
    const queue = new InMemoryChannel<number>({
      observers: {
        onSend: () => Promise.reject(new Error('an observer that fails')),
        onReceive: ({ content }) => calls.push(`received ${String(content)}`),
      },
    });
    expect(queue.trySend(1)).toBe(true);
    expect((await queue.receive()).content).toBe(1);
    expect(calls).toEqual(['received 1']);
    const waiting = queue.receive();
    expect(await isSettled(waiting)).toBe(false);
    const woken = expect(waiting).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
    queue.close();
    await woken;
  });
});
