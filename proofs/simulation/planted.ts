/** Stores and apps that are wrong on purpose, each in a way that only some order of events brings to light. */
import { MemoryStore, type ChannelStore } from 'holon';

import type { InvariantName } from 'holon/testing';

import type { ChannelLog, StoredClaim, StoreOperation } from '../../src/stores/channel-store';
import { hastyQueue } from './worlds/hasty-queue';
import { shelf } from './worlds/shelf';
import { tipJar } from './worlds/tip-jar';
import { workQueue } from './worlds/work-queue';
import type { World } from './worlds/world';

/** A bug, and what it may be found out by. */
export interface Planted extends World {
  readonly breaks: readonly InvariantName[];
}

type Changes = (log: ChannelLog) => Partial<ChannelLog>;

/** Loses a message when the claim on it has expired and somebody asks for work. */
function lossyStore(): ChannelStore {
  return withLogs((log) =>
    withClaims(log, (claims, { nowMs }) => {
      for (const claim of claims) {
        if (claim.expiresAtMs > nowMs || !giveBack(log, claim, claim.expiresAtMs - 1)) continue;
        void log.remove([claim.message.id]);
      }
    }),
  );
}

/** Ends a claim two seconds before its time when somebody else asks for work. */
function hastyStore(): ChannelStore {
  return withLogs((log) =>
    withClaims(log, (claims, { holder, nowMs }) => {
      for (const claim of claims) {
        if (claim.holder !== holder && claim.expiresAtMs - nowMs <= 2_000)
          giveBack(log, claim, nowMs);
      }
    }),
  );
}

/** Does not tell of a message that comes within 150 ms of the one before. */
function quietStore(): ChannelStore {
  return withLogs((log) => {
    let lastMs = -Infinity;
    let isQuiet = false;
    return {
      append(message, options) {
        isQuiet = message.timestampMs - lastMs < 150;
        lastMs = message.timestampMs;
        const result = log.append(message, options);
        isQuiet = false;
        return result;
      },
      watch: (listener) =>
        log.watch(() => {
          if (!isQuiet) listener();
        }),
    };
  });
}

/** Gives out what was given back behind everything else. */
function unfairStore(): ChannelStore {
  return withLogs((log) => {
    const returned = new Set<string>();
    return {
      settle(settlement, nowMs) {
        if (settlement.action.kind === 'nack') returned.add(settlement.id);
        return log.settle(settlement, nowMs);
      },
      claim(holder, request) {
        const found = atOnce(log.claim(holder, { ...request, limit: request.limit + 2 }));
        const sorted = [...found].sort(
          (left, right) =>
            Number(returned.has(left.message.id)) - Number(returned.has(right.message.id)),
        );
        for (const claim of sorted.slice(request.limit)) {
          giveBack(log, { ...claim, holder }, request.nowMs);
        }
        return sorted.slice(0, request.limit);
      },
    };
  });
}

/** Removes by age and count also what somebody holds. */
function forgetfulStore(): ChannelStore {
  return withLogs((log) => ({
    evict: (request) => log.evict({ ...request, keepClaimed: false }),
  }));
}

/** Has a delay end half a second too soon. */
function earlyStore(): ChannelStore {
  return withLogs((log) => ({
    append(message, options = {}) {
      const { visibleAtMs } = options;
      return log.append(message, {
        ...options,
        ...(visibleAtMs === undefined ? {} : { visibleAtMs: visibleAtMs - 500 }),
      });
    },
  }));
}

/** Keeps what a transaction has written also when it refuses it. */
function tornStore(): ChannelStore {
  const store = withLogs(() => ({}));
  return replace(store, {
    commit(operations) {
      try {
        return store.commit(operations);
      } catch (error) {
        for (const operation of operations) {
          if (operation.kind === 'append') void operation.log.append(operation.message);
        }
        throw error;
      }
    },
  });
}

type HeldClaim = StoredClaim & { readonly holder: string };

/** Does something with all claims so far before the next are given. */
function withClaims(
  log: ChannelLog,
  before: (claims: readonly HeldClaim[], asked: { holder: string; nowMs: number }) => void,
): Partial<ChannelLog> {
  const all: HeldClaim[] = [];
  return {
    claim(holder, request) {
      before(all, { holder, nowMs: request.nowMs });
      const claims = atOnce(log.claim(holder, request));
      all.push(...claims.map((claim) => ({ ...claim, holder })));
      return claims;
    },
  };
}

/** Whether the claim was still held. */
function giveBack(log: ChannelLog, claim: HeldClaim, nowMs: number): boolean {
  const { holder, message, token } = claim;
  const action = { kind: 'release' } as const;
  return atOnce(log.settle({ holder, id: message.id, token, action }, nowMs));
}

/** A memory store every log of which has some of its methods replaced. */
function withLogs(changesOf: Changes): ChannelStore {
  const store = new MemoryStore();
  const originals = new Map<ChannelLog, ChannelLog>();
  const changed = new Map<string, ChannelLog>();
  return replace(store as ChannelStore, {
    open(channelId, options) {
      const log = store.open(channelId, options);
      const wrong = changed.get(channelId) ?? replace(log as ChannelLog, changesOf(log));
      changed.set(channelId, wrong);
      originals.set(wrong, log);
      return wrong;
    },
    commit: (operations) =>
      store.commit(
        operations.map((operation): StoreOperation => ({
          ...operation,
          log: originals.get(operation.log) ?? operation.log,
        })),
      ),
  });
}

function replace<T extends object>(target: T, changes: Partial<T>): T {
  return new Proxy(target, {
    get(inner, key) {
      const value: unknown = Reflect.get(Object.hasOwn(changes, key) ? changes : inner, key);
      return typeof value === 'function' ? (value.bind(inner) as unknown) : value;
    },
  });
}

/** The memory store answers at once. */
function atOnce<T>(value: T | Promise<T>): T {
  return value as T;
}

const onStore = (
  name: string,
  breaks: Planted['breaks'],
  store: () => ChannelStore,
  world: World = workQueue,
): Planted => ({ ...world, name, breaks, settings: { ...world.settings, store } });

export const PLANTED: readonly Planted[] = [
  onStore('lost with its claim', ['lost'], lossyStore),
  onStore('two holders', ['holder'], hastyStore),
  onStore('missed wake-up', ['wakeup'], quietStore),
  onStore('broken order', ['order'], unfairStore),
  onStore('delayed too short', ['early'], earlyStore),
  onStore('torn transaction', ['torn'], tornStore),
  onStore('evicted while held', ['lost', 'holder'], forgetfulStore, shelf),
  { ...hastyQueue, name: 'acknowledged too early', breaks: ['lost'] },
  { ...tipJar, name: 'counted twice', breaks: ['eventually'] },
];
