import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';

import {
  Channel,
  channelAccess,
  createApp,
  DiscoveryChannel,
  silentLogger,
  System,
  ChannelClient,
  type App,
} from 'holon';
import { connectRemote, type Claim } from 'holon/client';

import { until } from './plant';
import { Counter, Jobs } from './worker-process';

jest.setTimeout(60_000);

@Channel({ id: 'registry', visibility: 'public' })
class Registry extends DiscoveryChannel<'registry'> {}

const access = channelAccess({ own: [Registry] });

@System({ id: 'hub', channels: access })
class Hub {
  constructor(readonly client: ChannelClient<typeof access>) {}
}

const children: ChildProcess[] = [];
let hub: App | undefined;

/** A process that offers `jobs` and a service, once it has said where. */
async function startWorker(registry: string): Promise<{ child: ChildProcess; url: string }> {
  const child = fork(join(__dirname, 'worker-process.ts'), [registry], {
    execArgv: ['-r', '@swc-node/register'],
    cwd: join(__dirname, '../../..'),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  children.push(child);
  const url = await new Promise<string>((resolve, reject) => {
    child.once('message', (message) => resolve(message as string)); // worker-process.ts sends its address
    child.once('exit', (code) => reject(new Error(`the worker ended with ${code}`)));
  });
  return { child, url };
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
  });
}

afterEach(async () => {
  for (const child of children.splice(0)) {
    if (child.exitCode === null && child.signalCode === null) await killed(child);
  }
  await hub?.drain({ timeoutMs: 0 });
});

it('two processes are found by discovery, share the work, and one goes on when the other is killed', async () => {
  hub = await createApp(Hub, { logger: silentLogger });
  const { url } = await hub.publish();
  const [one, two] = await Promise.all([startWorker(url), startWorker(url)]);
  const client = connectRemote(channelAccess({ own: [Jobs], read: [Registry] }), {
    url,
    systemId: 'me',
  });
  client.connectDiscovered(Jobs, { timeoutMs: 1_000 });

  const pids = new Set<number>();
  for (let n = 0; n < 4; n += 1) pids.add(await client.call(Counter, 'pid', undefined));
  expect(pids).toEqual(new Set([one.child.pid, two.child.pid]));
  const seen = new Set<number>();
  const subscription = await client.subscribe(Jobs, ({ content }) => seen.add(content.n));
  for (let n = 0; n < 10; n += 1) await client.write(Jobs, { n });
  const before = await claimAll(client);
  expect(before).toHaveLength(10);
  // What the first is killed with its claims on is settled nowhere any more.
  await killed(one.child);
  const settled = await Promise.allSettled(before.map((claim) => claim.ack()));
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(5);

  // Everything that can go on goes on at the one that is left, at once.
  for (let n = 10; n < 20; n += 1) await client.write(Jobs, { n });
  const after = await claimAll(client);
  expect(after.map(({ content }) => content.n).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 10 }, (_, index) => index + 10),
  );
  for (const claim of after) await claim.ack();
  expect(await client.call(Counter, 'pid', undefined)).toBe(two.child.pid);
  let extra = 100;
  await until(async () => {
    await client.write(Jobs, { n: (extra += 1) });
    return seen.has(extra - 1);
  });
  await subscription.unsubscribe();

  // Killed, it could not say goodbye; its registration ends by itself.
  const live = async () => {
    const registry = connectRemote(channelAccess({ own: [Jobs], read: [Registry] }), {
      url,
      systemId: 'other',
    });
    const messages = await registry.read(Registry, { limit: 100 });
    return messages.filter(
      ({ content }) => content.url === one.url && content.expiresAtMs > Date.now(),
    );
  };
  await until(async () => (await live()).length === 0);
});

async function claimAll(client: {
  claim(channel: typeof Jobs, options: object): Promise<Claim<{ n: number }>[]>;
}) {
  const all: Claim<{ n: number }>[] = [];
  for (let empty = 0; empty < 4;) {
    const claims = await client.claim(Jobs, { limit: 100, timeoutMs: 60_000 });
    empty = claims.length === 0 ? empty + 1 : 0;
    all.push(...claims);
  }
  return all;
}
