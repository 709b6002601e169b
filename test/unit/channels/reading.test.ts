import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { bench, contents, failure, numbers, started } from './bench';

async function setUp() {
  const parts = bench();
  const channel = await started(new PassthroughChannel<number>({ id: 'c', ...parts }));
  const write = async (...list: number[]): Promise<void> => {
    for (const n of list) await channel.write('w', n, { id: `m${n}` });
  };
  return { ...parts, channel, write };
}

describe('reading', () => {
  it('continues at a cursor that each reader has for itself, ten messages by default', async () => {
    const { channel, write } = await setUp();
    await write(...numbers(15));
    expect(contents(await channel.read('a'))).toEqual(numbers(10));
    expect(contents(await channel.read('a'))).toEqual(numbers(5, 10));
    expect(await channel.read('a')).toEqual([]);
    expect(contents(await channel.read('b', { limit: 2 }))).toEqual([0, 1]);
  });

  it('never gives one message twice to reads that run at the same time', async () => {
    const { channel, write } = await setUp();
    await write(...numbers(20));
    const pages = await Promise.all(numbers(5).map(() => channel.read('a', { limit: 4 })));
    expect(contents(pages.flat())).toEqual(numbers(20));
  });

  it('continues behind `after`, forward and back, and stays there', async () => {
    const { channel, write } = await setUp();
    await write(...numbers(6));
    expect(contents(await channel.read('a', { after: 'm3' }))).toEqual([4, 5]);
    expect(contents(await channel.read('a', { after: 'm1', limit: 2 }))).toEqual([2, 3]);
    expect(contents(await channel.read('a'))).toEqual([4, 5]);
  });

  it('refuses an unknown `after`, and takes a removed one for the oldest kept message', async () => {
    const { channel, write } = await setUp();
    await write(...numbers(4));
    await expect(channel.read('a', { after: 'unknown' })).rejects.toEqual(
      failure('HOLON_MESSAGE_NOT_FOUND'),
    );
    await channel.evict({ maxCount: 2 });
    expect(contents(await channel.read('a', { after: 'm0' }))).toEqual([2, 3]);
  });

  it("begins with `from: 'now'` behind what is there, once", async () => {
    const { channel, write } = await setUp();
    await write(1, 2);
    expect(await channel.read('a', { from: 'now' })).toEqual([]);
    await write(3);
    expect(contents(await channel.read('a', { from: 'now' }))).toEqual([3]);
  });

  it('skips what is acknowledged', async () => {
    const { channel, write } = await setUp();
    await write(1, 2);
    const [claim] = await channel.claim('worker', { limit: 1 });
    await claim?.ack();
    expect(contents(await channel.read('a'))).toEqual([2]);
  });

  it('refuses wrong arguments', async () => {
    const { channel } = await setUp();
    for (const limit of [0, -1, 1.5, Number.NaN, 10_001]) {
      await expect(channel.read('a', { limit })).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
    }
    await expect(channel.read('')).rejects.toEqual(failure('HOLON_INVALID_ARGUMENT'));
    await expect(channel.read('a', { after: '' })).rejects.toEqual(
      failure('HOLON_INVALID_ARGUMENT'),
    );
  });
});

describe('a mailbox', () => {
  async function openMailbox() {
    const parts = bench();
    const mail = await started(new MailboxChannel<string>({ id: 'mail', ...parts }));
    await mail.write('w', 'a1', { recipientId: 'a' });
    await mail.write('w', 'b1', { recipientId: 'b' });
    await mail.write('w', 'all');
    await mail.write('w', 'a2', { recipientId: 'a' });
    return { ...parts, mail };
  }

  it('shows each system what is for it and for all, none skipped', async () => {
    const { mail } = await openMailbox();
    expect(contents(await mail.read('a', { limit: 1 }))).toEqual(['a1']);
    expect(contents(await mail.read('a'))).toEqual(['all', 'a2']);
    expect(contents(await mail.read('b'))).toEqual(['b1', 'all']);
    expect(contents(await mail.read('c'))).toEqual(['all']);
  });

  it('gives out as claims only what is addressed, and only to the recipient', async () => {
    const { mail } = await openMailbox();
    expect(contents(await mail.claim('c'))).toEqual([]);
    const claims = await mail.claim('a');
    expect(contents(claims)).toEqual(['a1', 'a2']);
    const ids = claims.map(({ id }) => id);
    expect(await mail.acknowledge('b', ids)).toEqual({ settled: [], refused: ids });
    expect(contents(await mail.claim('b'))).toEqual(['b1']);
  });

  it('streams and pushes what is for the system and for all, wherever the stream begins', async () => {
    const { mail, clock } = await openMailbox();
    const pushed: string[] = [];
    await mail.subscribe('b', ({ content }) => pushed.push(content));
    for (const from of ['cursor', 'start'] as const) {
      const seen: string[] = [];
      const controller = new AbortController();
      const { signal } = controller;
      void (async () => {
        for await (const { content } of mail.stream('b', { from, signal })) seen.push(content);
      })();
      await clock.settle();
      expect(seen).toEqual(['b1', 'all']);
      controller.abort();
    }
    await mail.write('w', 'a3', { recipientId: 'a' });
    await mail.write('w', 'b2', { recipientId: 'b' });
    expect(pushed).toEqual(['b2']);
  });

  it('counts as lag what is for the reader', async () => {
    const { mail } = await openMailbox();
    await mail.read('b', { limit: 1 });
    expect((await mail.stats()).readers).toEqual({ b: { lag: 1, missed: 0 } });
  });
});
