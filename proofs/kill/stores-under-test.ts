import type { ChannelLog, ChannelStore, StoreOperation } from '../../src/stores/channel-store';
import { openStore } from '../../src/stores/open-store';

/** holon's store, and the ways to be wrong that the checker must notice. */
export const STORE_NAMES = ['holon', 'hasty', 'forgetful', 'piecemeal'] as const;
export type StoreName = (typeof STORE_NAMES)[number];

/** How much longer the hasty store keeps in memory what it has acknowledged. */
const HASTE_MS = 20;

export function openStoreUnderTest(name: StoreName, file: string): ChannelStore {
  const { store } = openStore(`sqlite:${file}`);
  switch (name) {
    case 'holon':
      return store;
    case 'hasty':
      return withLogs(store, hasty);
    case 'forgetful':
      return withLogs(store, forgetful);
    case 'piecemeal':
      return piecemeal(store);
  }
}

/** Acknowledges a write before it is committed. */
function hasty(log: ChannelLog): Partial<ChannelLog> {
  return {
    async append(message, options) {
      setTimeout(() => void log.append(message, options), HASTE_MS);
      await new Promise(setImmediate);
      return { id: message.id, seq: 0, duplicate: false };
    },
  };
}

/** Gives a claim and does not keep it. */
function forgetful(log: ChannelLog): Partial<ChannelLog> {
  return {
    async claim(holder, request) {
      const claims = await log.claim(holder, request);
      for (const { message, token } of claims) {
        await log.settle(
          { holder, id: message.id, token, action: { kind: 'nack' } },
          request.nowMs,
        );
      }
      return claims;
    },
  };
}

/** Commits the operations of a transaction one after the other. */
function piecemeal(store: ChannelStore): ChannelStore {
  return change(store, {
    async commit(operations: readonly StoreOperation[]) {
      const results = [];
      for (const operation of operations) results.push(...(await store.commit([operation])));
      return results;
    },
  });
}

/** Every log of `store` with some of its methods replaced. Transactions work on the logs as they were. */
function withLogs(
  store: ChannelStore,
  wrong: (log: ChannelLog) => Partial<ChannelLog>,
): ChannelStore {
  const originals = new Map<ChannelLog, ChannelLog>();
  return change(store, {
    async open(channelId, options) {
      const log = await store.open(channelId, options);
      const changed = change(log, wrong(log));
      originals.set(changed, log);
      return changed;
    },
    commit: (operations) =>
      store.commit(
        operations.map((operation) => ({
          ...operation,
          log: originals.get(operation.log) ?? operation.log,
        })),
      ),
  });
}

function change<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(Object.hasOwn(changes, key) ? changes : inner, key);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}
