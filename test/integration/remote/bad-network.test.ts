import { connectRemote } from 'holon/client';

import { ChaosProxy } from '../../helpers/chaos-proxy';
import { all, drainPlants, Events, Jobs, Mail, publishPlant, seededRandom, until } from './plant';

jest.setTimeout(30_000);

const random = seededRandom(7);
const proxies: ChaosProxy[] = [];

/** A plant, and a client that reaches it through a network which cuts each connection after some bytes of answers. */
async function badlyConnected(mostBytes: number) {
  const plant = await publishPlant();
  const proxy = await ChaosProxy.before(plant.url);
  proxies.push(proxy);
  proxy.fate = () => ({ answerBytes: Math.floor(random() * mostBytes) });
  const options = { url: proxy.url, systemId: 'me', random: () => random() / 10 };
  return { ...plant, proxy, far: connectRemote(all, options) };
}

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  await drainPlants();
});

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

describe('through a network that cuts connections at any byte', () => {
  it('every write is stored once', async () => {
    const { client, proxy, far } = await badlyConnected(1_000);
    const receipts = await Promise.all(
      numbers(60).map((n) => far.write(Events, { n }, n % 2 === 0 ? {} : { metadata: { n } })),
    );
    expect(receipts.every(({ duplicate }) => !duplicate)).toBe(true);
    const kept = await client.read(Events, { limit: 1_000 });
    expect(kept.map(({ content }) => content.n).sort((a, b) => a - b)).toEqual(numbers(60));
    expect(new Set(kept.map(({ id }) => id))).toEqual(new Set(receipts.map(({ id }) => id)));
    expect(proxy.cuts).toBeGreaterThan(10);
  });

  it('a subscription gets every message once, in order', async () => {
    const { client, proxy, far } = await badlyConnected(3_000);
    const seen: number[] = [];
    const subscription = await far.subscribe(Events, ({ content }) => seen.push(content.n));
    for (const n of numbers(200)) await client.write(Events, { n });
    await until(() => seen.length >= 200);
    await subscription.unsubscribe();
    expect(seen).toEqual(numbers(200));
    expect(proxy.cuts).toBeGreaterThan(10);
  });

  it('a stream by the cursor gets every message once, in order, also over several loops', async () => {
    const { client, proxy, far } = await badlyConnected(6_000);
    for (const n of numbers(100)) await client.write(Mail, { n });
    const seen: number[] = [];
    for (const end of [10, 11, 50, 99]) {
      for await (const { content } of far.stream(Mail, { capacity: 8 })) {
        seen.push(content.n);
        if (content.n === end) break;
      }
    }
    // What a loop broke at comes again.
    expect(seen).toEqual([
      ...numbers(11),
      10,
      11,
      ...numbers(100).slice(11, 51),
      ...numbers(100).slice(50),
    ]);
    expect(proxy.cuts).toBeGreaterThan(3);
  });

  it('every job is done, though answers to claims are lost', async () => {
    const { client, proxy, far } = await badlyConnected(4_000);
    for (const n of numbers(30)) await client.write(Jobs, { n });
    const done = new Set<number>();
    const isDone = async () => (await client.host(Jobs).stats()).acknowledged === 30;
    while (!(await isDone())) {
      // The claims of a lost answer come back when they expire.
      const claims = await far.claim(Jobs, { limit: 3, timeoutMs: 200 }).catch(() => []);
      for (const claim of claims) {
        done.add(claim.content.n);
        await claim.ack().catch(() => undefined);
      }
    }
    expect(done.size).toBe(30);
    expect(proxy.cuts).toBeGreaterThan(5);
  });
});

describe('when every answer is lost', () => {
  it('a write is stored once, and fails in the end', async () => {
    const { client, proxy, app } = await badlyConnected(1);
    proxy.fate = () => ({ answerBytes: 0 });
    const far = connectRemote(all, { url: proxy.url, systemId: 'me', timeoutMs: 500 });
    await expect(far.write(Events, { n: 1 })).rejects.toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      retryable: true,
    });
    expect(proxy.cuts).toBeGreaterThan(1);
    expect(await client.read(Events)).toHaveLength(1);
    expect(app.health().status).toBe('ok');
  });

  it('is over at once when there is nobody at all', async () => {
    const { proxy } = await badlyConnected(1);
    const { url } = proxy;
    await proxy.close();
    const far = connectRemote(all, { url, systemId: 'me', timeoutMs: 50 });
    await expect(far.read(Events)).rejects.toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      message: `GET ${url}/channels/events/info: ECONNREFUSED`,
    });
  });
});
