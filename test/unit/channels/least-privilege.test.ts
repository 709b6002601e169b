import { BaseChannel } from '../../../src/channels/base-channel';
import { attachHandle, ChannelClient, sealClient } from '../../../src/channels/channel-client';
import { createHandle } from '../../../src/channels/create-handle';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { Channel } from '../../../src/decorators/channel';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { bench, started } from './bench';

@Channel({ id: 'mine' })
class Mine extends PassthroughChannel<number, 'mine'> {}

interface Access {
  readonly own: readonly [typeof Mine];
}

/** Everything that can be reached from `root` by reading properties, getters, prototypes and map entries. */
function reachable(root: unknown): Set<object> {
  const found = new Set<object>();
  const queue: unknown[] = [root];
  while (queue.length > 0) {
    const one = queue.pop();
    if ((typeof one !== 'object' && typeof one !== 'function') || one === null) continue;
    if (found.has(one)) continue;
    found.add(one);
    queue.push(Object.getPrototypeOf(one));
    for (const key of Reflect.ownKeys(one)) {
      const property = Object.getOwnPropertyDescriptor(one, key);
      queue.push(property?.get, property?.set, property?.value);
      if (property?.get === undefined) continue;
      try {
        queue.push(Reflect.get(one, key));
      } catch {
        // A getter of a prototype refuses anything that is no instance.
      }
    }
    if (one instanceof Map || one instanceof Set) queue.push(...one.keys(), ...one.values());
  }
  return found;
}

async function setUp() {
  const parts = bench();
  const store = new MemoryStore();
  const channel = await started(new Mine({ id: 'mine', ...parts, store }));
  const clientOf = (systemId: string) => {
    const client = new ChannelClient<Access>(systemId);
    const handle = createHandle(channel, systemId, { read: true, write: true, host: true });
    attachHandle(client, Mine, handle);
    sealClient(client);
    return client;
  };
  return { ...parts, store, channel, client: clientOf('me'), other: clientOf('other') };
}

describe('from a client, and from all that its methods answer,', () => {
  it('no property, getter, prototype or symbol leads to a channel, a store or another client', async () => {
    const { channel, client, clock, other, store } = await setUp();
    const handled: unknown[] = [];
    const subscription = await client.subscribe(Mine, (message) => handled.push(message));
    const receipt = await client.write(Mine, 1);
    const [message] = await client.read(Mine);
    const [claim] = await client.claim(Mine);
    const stream = client.stream(Mine);
    const inTransaction: unknown[] = [];
    await client.transaction(async (tx) => {
      inTransaction.push(tx, await tx.write(Mine, 2), await tx.read(Mine));
    });
    const failed = await client.read(Mine, { after: 'unknown' }).catch((error: unknown) => error);
    const host = client.host(Mine);
    const answers = [
      ...[client, subscription, receipt, message, claim, claim?.signal, stream, host],
      ...[await host.stats(), await host.dead(), ...handled, ...inTransaction, failed],
    ];
    const secrets = [channel, store, store.open('mine'), other, clock];

    const found = reachable(answers);
    expect(found.size).toBeGreaterThan(100);
    expect(secrets.filter((secret) => found.has(secret))).toEqual([]);
    const instances = [...found].filter(
      (one) => one instanceof BaseChannel || one instanceof MemoryStore,
    );
    expect(instances).toEqual([]);
    await stream.return?.();
  });

  it('the search would find a channel that is held openly', async () => {
    const { channel } = await setUp();
    const hidden = Object.create({ get channel() { return channel; } }) as object; // prettier-ignore
    expect(reachable(hidden).has(channel)).toBe(true);
  });

  it('a handler is not called with anything but the message, and on nothing', async () => {
    const { client } = await setUp();
    const calls: { readonly self: unknown; readonly args: readonly unknown[] }[] = [];
    await client.subscribe(Mine, function (this: unknown, ...args: readonly unknown[]) {
      calls.push({ self: this, args });
    });
    const { id } = await client.write(Mine, 1);
    expect(calls).toEqual([{ self: undefined, args: [expect.objectContaining({ id })] }]);
  });
});
