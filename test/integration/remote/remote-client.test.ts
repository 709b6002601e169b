import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ChannelClient, channelAccess, JwtSecurity, type CreateAppOptions } from 'holon';
import { connectRemote } from 'holon/client';
import { VirtualClock } from 'holon/testing';

import { refusal } from '../../helpers/refusal';
import { all, drainPlants, Events, Hidden, Jobs, Mail, publishPlant, until } from './plant';

afterEach(drainPlants);

/** The same plant from inside and from afar, under one name. */
async function bothWays(options: CreateAppOptions = {}) {
  const plant = await publishPlant(options);
  const near = plant.app.client(all, 'me');
  const far = connectRemote(all, { url: plant.url, systemId: 'me', timeoutMs: 5_000 });
  return { ...plant, near, far };
}

type Client = ChannelClient<typeof all>;

describe('a client of another process', () => {
  it('writes, reads, claims and settles as one of the same process', async () => {
    const { far, near } = await bothWays();
    const receipt = await far.write(Jobs, { n: 1 }, { correlationId: 'c', replyTo: 'events' });
    expect(await far.write(Jobs, { n: 2 }, { id: 'two', metadata: { trace: 'x' } })).toEqual({
      id: 'two',
      duplicate: false,
    });
    expect(await far.write(Jobs, { n: 3 }, { id: 'two' })).toEqual({ id: 'two', duplicate: true });
    const [first, second] = await far.claim(Jobs, { timeoutMs: 60_000 });
    expect(first).toMatchObject({
      ...{ id: receipt.id, senderId: 'me', content: { n: 1 }, attempt: 1, metadata: {} },
      ...{ correlationId: 'c', replyTo: 'events' },
    });
    expect(second).toMatchObject({ id: 'two', content: { n: 2 }, metadata: { trace: 'x' } });
    expect(first!.expiresAtMs - Date.now()).toBeGreaterThan(50_000);
    await second!.nack({ reason: 'not yet', delayMs: 60_000 });
    await first!.extend(120_000);
    await first!.ack();
    await expect(first!.ack()).rejects.toMatchObject({ code: 'HOLON_CLAIM_LOST' });
    expect(await near.host(Jobs).stats()).toMatchObject({
      acknowledged: 1,
      pending: 1,
      claimed: 0,
    });
  });

  it('gives a claim back that is left unsettled', async () => {
    const { far } = await bothWays();
    await far.write(Jobs, { n: 1 });
    {
      await using claim = (await far.claim(Jobs))[0];
      expect(claim!.attempt).toBe(1);
    }
    expect((await far.claim(Jobs))[0]!.attempt).toBe(2);
  });

  it('waits for work, and is woken by it', async () => {
    const { far, near } = await bothWays();
    const waiting = far.claim(Jobs, { waitMs: 20_000 });
    await near.write(Jobs, { n: 1 });
    expect((await waiting).map(({ content }) => content.n)).toEqual([1]);
  });

  it('hosts a channel as its owner', async () => {
    const { far, near } = await bothWays();
    for (const n of [1, 2, 3, 4]) await near.write(Events, { n }, { id: `e${n}` });
    const host = far.host(Events);
    await far.read(Events, { limit: 1 });
    expect(await host.remove(['e1', 'no'])).toEqual(['e1']);
    expect(await host.evict({ maxCount: 2 })).toBe(1);
    expect(await host.stats()).toEqual(await near.host(Events).stats());
    expect(await host.clear({ senderId: 'nobody' })).toBe(0);
    expect(await host.clear()).toBe(2);
    await near.write(Jobs, { n: 1 });
    expect(await far.host(Jobs).dead()).toEqual([]);
    expect(await far.host(Jobs).redrive(['x'])).toEqual([]);
  });

  it('has a cursor of its own, and a mailbox of its own', async () => {
    const { far, near } = await bothWays();
    await near.write(Mail, { n: 1 }, { recipientId: 'me' });
    await near.write(Mail, { n: 2 }, { recipientId: 'you' });
    await near.write(Mail, { n: 3 });
    const contents = (await far.read(Mail)).map(({ content }) => content.n);
    expect(contents).toEqual([1, 3]);
    expect(await near.read(Mail)).toEqual([]); // one reader, wherever it is
  });

  it('asks and gets an answer from a system it cannot see', async () => {
    const { far, near } = await bothWays();
    await near.subscribe(Events, (question) =>
      near.write(
        Mail,
        { n: question.content.n * 2 },
        { correlationId: question.correlationId!, recipientId: question.senderId },
      ),
    );
    const replies = await Promise.all(
      [1, 2, 3].map((n) => far.request(Events, { n }, { replies: Mail })),
    );
    expect(replies.map(({ content }) => content.n)).toEqual([2, 4, 6]);
    await expect(
      far.request(Jobs, { n: 1 }, { replies: Mail, timeoutMs: 20 }),
    ).rejects.toMatchObject({ code: 'HOLON_REQUEST_TIMEOUT' });
  });

  it.each<[string, (client: Client) => unknown]>([
    ['a limit that is none', (client) => client.read(Events, { limit: 0 })],
    ['an empty id', (client) => client.write(Events, { n: 1 }, { id: '' })],
    ['no content', (client) => client.write(Events, undefined as never)],
    ['content that JSON loses', (client) => client.write(Events, { n: NaN })],
    [
      'metadata that is a list',
      (client) => client.write(Events, { n: 1 }, { metadata: [] as never }),
    ],
    ['a negative delay', (client) => client.write(Events, { n: 1 }, { delayMs: -1 })],
    ['a message of somebody else', (client) => client.writeMessage(Events, letter('you'))],
    ['a message that is none', (client) => client.writeMessage(Events, undefined as never)],
    ['claiming what everybody reads', (client) => client.claim(Events as never)],
    ['reading what is claimed', (client) => client.read(Jobs as never)],
    ['an unknown `after`', (client) => client.read(Events, { after: 'never-there' })],
    ['a handler that is none', (client) => client.subscribe(Events, undefined as never)],
    ['ids that are none', (client) => client.acknowledge(Jobs, 'x' as never)],
    ['a negative wait', (client) => client.claim(Jobs, { waitMs: -1 })],
    ['an eviction without a limit', (client) => client.host(Events).evict({})],
    ['a negative age', (client) => client.host(Events).evict({ beforeMs: -1 })],
    ['a signal that has aborted', (client) => client.claim(Jobs, { signal: AbortSignal.abort() })],
  ])('refuses as one of the same process does: %s', async (_what, call) => {
    const { far, near } = await bothWays();
    expect((await refusal(() => call(far))).code).toBe((await refusal(() => call(near))).code);
  });

  it('finds no channel that is private, as none that does not exist', async () => {
    const { url } = await publishPlant();
    const far = connectRemote({ read: [Hidden] }, { url, systemId: 'me' });
    await expect(far.read(Hidden)).rejects.toMatchObject({ code: 'HOLON_NOT_FOUND' });
    await expect(far.subscribe(Hidden, () => undefined)).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
    });
  });

  it('has no transaction with channels of the other process, and every other', async () => {
    const { url, app } = await publishPlant();
    const own = await publishPlant();
    const client = new ChannelClient<typeof all>('me');
    client.connectRemote(Events, { url });
    client.connectRemote(Mail, { url: own.url });
    await expect(client.transaction((tx) => tx.write(Events, { n: 1 }))).rejects.toMatchObject({
      code: 'HOLON_TRANSACTION_FAILED',
      hint: expect.stringContaining('hand on from there'),
    });
    await client.transaction(async () => undefined);
    expect(await app.client(all, 'x').read(Events)).toEqual([]);
  });

  it('is who its token says, or its name where nobody checks', async () => {
    const { url, client } = await publishPlant();
    await connectRemote(all, { url }).write(Events, { n: 1 });
    await connectRemote(all, { url, token: 'pump-7' }).write(Events, { n: 2 });
    await connectRemote(all, { url, systemId: 'pump-8' }).write(Events, { n: 3 });
    const senders = (await client.read(Events)).map(({ senderId }) => senderId);
    expect(senders).toEqual(['anonymous', 'pump-7', 'pump-8']);
    expect(() => connectRemote(all, { url, token: () => 'x' })).toThrow(/must be told who calls/);
    expect(() => connectRemote(all, { url, systemId: 'a b' })).toThrow(/no name/);
  });
});

describe('a server that restarts on the same port', () => {
  it('is found again by streams, and takes what was written meanwhile, all of it once', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'holon-'));
    const store = `sqlite:${join(folder, 'plant.db')}?durability=process`;
    const first = await publishPlant({ store });
    const port = Number(new URL(first.url).port);
    const far = connectRemote(all, { url: first.url, systemId: 'me', random: () => 0.2 });
    const seen: number[] = [];
    const subscription = await far.subscribe(Events, ({ content }) => seen.push(content.n));
    const streamed: number[] = [];
    const streaming = (async () => {
      for await (const { content } of far.stream(Events, { from: 'start' })) {
        streamed.push(content.n);
        if (content.n === 3) return;
      }
    })();
    await far.write(Events, { n: 1 });
    await until(() => seen.length === 1);
    await first.app.drain({ timeoutMs: 100 });
    const meanwhile = far.write(Events, { n: 2 });
    await publishPlant({ store, port });
    await meanwhile;
    await far.write(Events, { n: 3 });
    await streaming;
    await until(() => seen.length === 3);
    await subscription.unsubscribe();
    expect([seen, streamed]).toEqual([
      [1, 2, 3],
      [1, 2, 3],
    ]);
    await drainPlants();
    rmSync(folder, { recursive: true });
  });
});

describe('a client with tokens', () => {
  it('gets a new one when the old one ends, also in the middle of a stream', async () => {
    const clock = new VirtualClock();
    const security = new JwtSecurity({ secret: 'x'.repeat(32) });
    const { url, client } = await publishPlant({ security, clock });
    let issued = 0;
    const token = () => {
      issued += 1;
      return security.issueToken({ systemId: 'me', role: 'write', expiresInMs: 60_000 });
    };
    const far = connectRemote(all, { url, token, systemId: 'me' });
    const seen: number[] = [];
    const subscription = await far.subscribe(Events, ({ content }) => seen.push(content.n));
    await client.write(Events, { n: 1 });
    await until(() => seen.length === 1);
    await clock.advance(60_000);
    await client.write(Events, { n: 2 });
    await until(() => seen.length === 2);
    expect((await far.write(Events, { n: 3 })).duplicate).toBe(false);
    await subscription.unsubscribe();
    // One for each credential: all channels of this client share none.
    expect(issued).toBe(2);
  });

  it('may do what they allow', async () => {
    const security = new JwtSecurity({ secret: 'x'.repeat(32) });
    const { url } = await publishPlant({ security });
    const access = channelAccess({ own: [Events] });
    const token = security.issueToken({ systemId: 'me', role: 'read', expiresInMs: 60_000 });
    const far = connectRemote(access, { url, token });
    expect(far.systemId).toBe('me');
    expect(await far.read(Events)).toEqual([]);
    await expect(far.write(Events, { n: 1 })).rejects.toMatchObject({ code: 'HOLON_FORBIDDEN' });
    await expect(far.host(Events).stats()).rejects.toMatchObject({ code: 'HOLON_FORBIDDEN' });
    const stranger = connectRemote(access, { url, systemId: 'me' });
    await expect(stranger.read(Events)).rejects.toMatchObject({ code: 'HOLON_UNAUTHENTICATED' });
  });
});

const letter = (senderId: string) => ({
  ...{ id: 'letter', timestampMs: 1, senderId, content: { n: 1 }, metadata: {} },
});
