import { IsNumber, IsString } from 'class-validator';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { createMessage } from '../../../src/model/channel-message';
import type { StandardSchemaV1 } from '../../../src/model/standard-schema';
import type { AppendResult } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { createDeferred } from '../../../src/util/deferred';
import { bench, contents, failure, isSettled, numbers, started } from './bench';

class Reading {
  @IsString() sensor!: string;
  @IsNumber() celsius!: number;
}

const open = () => started(new PassthroughChannel<unknown>({ id: 'c', ...bench() }));

describe('a written message', () => {
  it('carries what the writer said, the sender and the time, and is frozen all through', async () => {
    const { clock, logger } = bench();
    const channel = await started(new PassthroughChannel({ id: 'c', clock, logger }));
    const content = { list: [{ deep: 1 }] };
    const { id, duplicate } = await channel.write('w', content, {
      metadata: { trace: 't' },
      correlationId: 'c1',
      replyTo: 'answers',
      recipientId: 'r',
    });
    content.list[0]!.deep = 2;
    const [message] = await channel.read('r');
    expect(duplicate).toBe(false);
    expect(message).toEqual({
      id,
      timestampMs: clock.nowMs(),
      senderId: 'w',
      content: { list: [{ deep: 1 }] },
      metadata: { trace: 't' },
      correlationId: 'c1',
      replyTo: 'answers',
      recipientId: 'r',
    });
    const read = message?.content as typeof content;
    for (const part of [message, message?.metadata, read, read.list, read.list[0]]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  it('gets an id that sorts behind those before', async () => {
    const channel = await open();
    const ids: string[] = [];
    for (const n of numbers(50)) ids.push((await channel.write('w', n)).id);
    expect([...ids].sort()).toEqual(ids);
    expect(new Set(ids).size).toBe(50);
  });

  it('of an id that is kept is stored and pushed once, whatever it says', async () => {
    const channel = await open();
    const pushed: unknown[] = [];
    await channel.subscribe('s', ({ content }) => pushed.push(content));
    expect(await channel.write('w', 1, { id: 'x' })).toEqual({ id: 'x', duplicate: false });
    expect(await channel.write('w', 2, { id: 'x' })).toEqual({ id: 'x', duplicate: true });
    expect(contents(await channel.read('r'))).toEqual([1]);
    expect(pushed).toEqual([1]);
    await channel.remove(['x']);
    expect(await channel.write('w', 3, { id: 'x' })).toEqual({ id: 'x', duplicate: false });
  });

  it('can be written whole by its sender alone', async () => {
    const channel = await open();
    const message = createMessage({ id: 'm', timestampMs: 5, senderId: 'w', content: { a: 1 } });
    expect(await channel.writeMessage('w', message)).toEqual({ id: 'm', duplicate: false });
    expect(await channel.writeMessage('w', message)).toEqual({ id: 'm', duplicate: true });
    await expect(channel.writeMessage('intruder', message)).rejects.toEqual(
      failure('HOLON_SENDER_MISMATCH'),
    );
    expect(await channel.read('r')).toEqual([message]);
  });
});

describe('a write that is refused stores nothing', () => {
  it('when the content does not fit its type: the fields are named', async () => {
    const channel = await started(
      new BroadcastChannel<Reading>({ id: 'readings', content: Reading, ...bench() }),
    );
    await channel.write('w', { sensor: 's', celsius: 1 });
    const wrong = { sensor: 7, celsius: 'hot' } as never;
    await expect(channel.write('w', wrong)).rejects.toMatchObject({
      code: 'HOLON_INVALID_CONTENT',
      message: expect.stringContaining("channel 'readings'"),
      fields: [expect.stringContaining('sensor'), expect.stringContaining('celsius')],
    });
    const whole = { id: 'm', timestampMs: 1, senderId: 'w', metadata: {}, content: wrong };
    await expect(channel.writeMessage('w', whole)).rejects.toEqual(
      failure('HOLON_INVALID_CONTENT'),
    );
    expect((await channel.stats()).count).toBe(1);
  });

  it.each([
    ['a function', () => undefined],
    ['a symbol', Symbol('s')],
    ['a bigint', 1n],
    ['NaN', { deep: [Number.NaN] }],
    ['a Map', new Map()],
    ['nothing', undefined],
    ['a cycle', cycle()],
    ['an object that throws', { get broken() { throw new Error('no'); } }], // prettier-ignore
  ])('when the content is no JSON: %s', async (_, content) => {
    const channel = await open();
    await expect(channel.write('w', content)).rejects.toMatchObject({
      code: 'HOLON_NOT_SERIALISABLE',
      message: expect.stringContaining("write to channel 'c': content"),
    });
    expect((await channel.stats()).count).toBe(0);
  });

  it('when the metadata is no JSON object', async () => {
    const channel = await open();
    const metadata = { when: () => undefined };
    await expect(channel.write('w', 1, { metadata })).rejects.toMatchObject({
      code: 'HOLON_NOT_SERIALISABLE',
      message: expect.stringContaining('metadata.when'),
    });
    await expect(channel.write('w', 1, { metadata: [] as never })).rejects.toEqual(
      failure('HOLON_INVALID_ARGUMENT'),
    );
    expect((await channel.stats()).count).toBe(0);
  });

  it('when an argument is wrong', async () => {
    const channel = await open();
    const whole = createMessage({ id: 'm', timestampMs: 1, senderId: 'w', content: 1 });
    const text = 'must be a string of 1 to 256 characters';
    const ms = 'must be milliseconds of 0 or more';
    const wrong: [call: () => Promise<unknown>, says: string][] = [
      [() => channel.write('', 1), `systemId ${text}`],
      [() => channel.write(undefined as never, 1), `systemId ${text}`],
      [() => channel.write('w', 1, { id: '' }), `id ${text}`],
      [() => channel.write('w', 1, { id: 'x'.repeat(257) }), `id ${text}`],
      [() => channel.write('w', 1, { recipientId: '' }), `recipientId ${text}`],
      [() => channel.write('w', 1, { correlationId: 7 as never }), `correlationId ${text}`],
      [() => channel.write('w', 1, { replyTo: '' }), `replyTo ${text}`],
      [() => channel.write('w', 1, { delayMs: -1 }), `delayMs ${ms}`],
      [() => channel.write('w', 1, { delayMs: Infinity }), `delayMs ${ms}`],
      [() => channel.writeMessage('w', undefined as never), 'the message must be an object'],
      [() => channel.writeMessage('w', null as never), 'the message must be an object'],
      [() => channel.writeMessage('', { ...whole, senderId: '' }), `systemId ${text}`],
      [() => channel.writeMessage('w', { ...whole, id: '' }), `id ${text}`],
      [() => channel.writeMessage('w', { ...whole, timestampMs: Number.NaN }), `timestampMs ${ms}`],
      [() => channel.writeMessage('w', { ...whole, recipientId: '' }), `recipientId ${text}`],
      [() => channel.writeMessage('w', { ...whole, correlationId: '' }), `correlationId ${text}`],
      [() => channel.writeMessage('w', { ...whole, replyTo: '' }), `replyTo ${text}`],
    ];
    for (const [call, says] of wrong) {
      const message = expect.stringContaining(`write to channel 'c': ${says}`) as string;
      const refused = { code: 'HOLON_INVALID_ARGUMENT', message };
      await expect(call()).rejects.toEqual(expect.objectContaining(refused));
    }
    const foreign = channel.writeMessage('other', whole);
    await expect(foreign).rejects.toThrow(
      "write to channel 'c': system 'other' cannot write a message of sender 'w'",
    );
    expect((await channel.stats()).count).toBe(0);
  });

  it('when the capacity is reached; settling makes room, duplicates need none', async () => {
    const channel = await started(
      new PassthroughChannel<number>({ id: 'c', capacity: 2, ...bench() }),
    );
    await channel.write('w', 1, { id: 'one' });
    await channel.write('w', 2);
    await expect(channel.write('w', 3)).rejects.toMatchObject({
      code: 'HOLON_BACKPRESSURE',
      retryable: true,
    });
    expect(await channel.write('w', 1, { id: 'one' })).toEqual({ id: 'one', duplicate: true });
    const [claim] = await channel.claim('r', { limit: 1 });
    await expect(channel.write('w', 3)).rejects.toEqual(failure('HOLON_BACKPRESSURE'));
    await claim?.ack();
    await channel.write('w', 3);
    expect(await channel.stats()).toMatchObject({ count: 3, acknowledged: 1 });
  });

  it('when the channel was closed while the content was checked', async () => {
    const checked = createDeferred();
    const schema: StandardSchemaV1<number, number> = {
      '~standard': {
        version: 1,
        vendor: 'slow',
        validate: async (value) => {
          await checked.promise;
          return { value: value as number };
        },
      },
    };
    const channel = await started(
      new PassthroughChannel<number>({ id: 'c', content: schema, ...bench() }),
    );
    const writing = channel.write('w', 1);
    await channel.drain();
    checked.resolve();
    await expect(writing).rejects.toEqual(failure('HOLON_CHANNEL_CLOSED'));
  });
});

it('a full channel makes room for what its retention lets go', async () => {
  const { clock, logger } = bench();
  const retention = { maxAgeMs: 100 };
  const channel = await started(
    new PassthroughChannel<number>({ id: 'c', capacity: 2, retention, clock, logger }),
  );
  await channel.write('w', 1);
  await channel.write('w', 2);
  await clock.advance(101);
  await channel.write('w', 3);
  expect(contents(await channel.read('r'))).toEqual([3]);
});

it('a write resolves when the store has the message, and not before', async () => {
  const store = new MemoryStore();
  const channel = await started(new PassthroughChannel<number>({ id: 'c', store, ...bench() }));
  const stored = createDeferred<AppendResult>();
  jest.spyOn(store.open('c'), 'append').mockReturnValue(stored.promise as never);
  const writing = channel.write('w', 1);
  expect(await isSettled(writing)).toBe(false);
  stored.resolve({ id: 'm', seq: 1, duplicate: false });
  expect(await writing).toEqual({ id: 'm', duplicate: false });
});

function cycle(): unknown {
  const self: Record<string, unknown> = {};
  self.self = self;
  return self;
}
