/** What may be done to a store, as data: chosen at random, done to a store and to the model alike. */
import * as fc from 'fast-check';

import { createMessage } from '../../src/model/channel-message';
import { isHolonError } from '../../src/errors/holon-error';
import type {
  ChannelLog,
  ChannelStore,
  EvictRequest,
  LogEntry,
  LogOptions,
  Settlement,
  StoreOperation,
} from '../../src/stores/channel-store';

const START_MS = 1_700_000_000_000;

/** The logs of every run: one small and mortal, one addressed. */
const LOGS: readonly (readonly [string, LogOptions])[] = [
  ['q', { capacity: 6, maxAttempts: 2 }],
  ['mail', { addressed: true }],
];

type Action = 'acknowledge' | 'release' | 'nack' | 'nack later' | 'extend';

interface Append {
  readonly kind: 'append';
  readonly log: number;
  readonly id: string;
  readonly recipientId: string | undefined;
  readonly delayMs: number | undefined;
  readonly key: string | undefined;
  readonly ageMs: number;
}

interface Settle {
  readonly kind: 'settle';
  readonly log: number;
  /** Which of the claims made on this log so far, newest first. */
  readonly nth: number;
  readonly withToken: boolean;
  /** Who settles instead of the one who claimed. */
  readonly other: string | undefined;
  readonly action: Action;
  readonly ms: number;
}

type Change =
  | Append
  | Settle
  | { readonly kind: 'claim'; log: number; holder: string; limit: number; ms: number }
  | { readonly kind: 'pass'; ms: number }
  | { readonly kind: 'sweep' | 'sweep keyed'; log: number }
  | { readonly kind: 'evict'; log: number; request: Omit<EvictRequest, 'nowMs'>; ageMs: number }
  | { readonly kind: 'remove' | 'redrive'; log: number; ids: readonly string[] }
  | { readonly kind: 'commit'; parts: readonly (Append | Settle)[] };

export type Step =
  | Change
  | {
      readonly kind: 'read';
      log: number;
      reader: string;
      limit: number;
      after: string | undefined;
      from: 'start' | 'now';
      /** Done between peek and advance. */
      between: Change | undefined;
      count: number | undefined;
    }
  | { readonly kind: 'look' }
  | { readonly kind: 'reopen' };

/**
 * How much of a store is looked at. `figures`: what a store says that keeps its order and its times to itself; time is
 * told to it as it passes then.
 */
export type Look = 'all' | 'figures';

/** A store with its logs and what a client of it knows. */
export class World {
  private nowMs = START_MS;
  private logs: ChannelLog[] = [];
  private readonly claims: Pick<Settlement, 'holder' | 'id' | 'token'>[][] = LOGS.map(() => []);

  constructor(
    private store: ChannelStore,
    private readonly reopen?: () => Promise<ChannelStore>,
    private readonly look: Look = 'all',
  ) {}

  async open(): Promise<void> {
    this.logs = [];
    for (const [id, options] of LOGS) this.logs.push(await this.store.open(id, options));
  }

  /** What the step answers, or the code it was refused with. */
  async answerTo(step: Step): Promise<unknown> {
    try {
      return await this.perform(step);
    } catch (error) {
      if (isHolonError(error)) return error.code;
      throw error;
    }
  }

  private async perform(step: Step): Promise<unknown> {
    const { nowMs } = this;
    switch (step.kind) {
      case 'append': {
        const { log, message, options } = this.toAppend(step);
        return log.append(message, options);
      }
      case 'settle': {
        const { log, settlement } = this.toSettle(step);
        return log.settle(settlement, nowMs);
      }
      case 'commit':
        return this.store.commit(
          step.parts.map((part) =>
            part.kind === 'append' ? this.toAppend(part) : this.toSettle(part),
          ),
        );
      case 'claim': {
        const { holder, limit, ms } = step;
        const claims = await this.log(step.log).claim(holder, {
          ...{ limit, nowMs, expiresAtMs: nowMs + ms },
        });
        for (const { message, token } of claims) {
          this.claims[step.log]?.unshift({ holder, id: message.id, token });
        }
        return claims.map((one) => [view(one), one.attempt, one.expiresAtMs]);
      }
      case 'read': {
        const { reader, limit, after, from, between, count } = step;
        const continued = after === undefined ? {} : { after };
        const log = this.log(step.log);
        const page = await log.peek(reader, { limit, nowMs, from, ...continued });
        const answer = between === undefined ? undefined : await this.answerTo(between);
        await log.advance(reader, page.position, count);
        return [page.entries.map(view), answer];
      }
      case 'evict': {
        const beforeMs = step.ageMs < 0 ? {} : { beforeMs: nowMs - step.ageMs };
        return evictAll(this.log(step.log), { ...step.request, ...beforeMs, nowMs });
      }
      case 'sweep': {
        const { released, dead } = await this.log(step.log).sweep(nowMs);
        return [released, [...dead].sort()];
      }
      case 'sweep keyed':
        return this.log(step.log).sweepKeyed(nowMs);
      case 'remove':
        return this.log(step.log).remove(step.ids);
      case 'redrive':
        return this.log(step.log).redrive(step.ids);
      case 'pass':
        this.nowMs += step.ms;
        if (this.look === 'figures') for (const log of this.logs) await log.sweep(this.nowMs);
        return undefined;
      case 'look':
        return Promise.all(this.logs.map((log) => this.lookAt(log)));
      case 'reopen':
        return this.restart();
    }
  }

  /** What expiry has done since the last sweep is not kept over a restart, so it is asked for before. */
  private async restart(): Promise<unknown> {
    const swept: number[] = [];
    for (const log of this.logs) swept.push((await log.sweep(this.nowMs)).released);
    if (this.reopen !== undefined) {
      this.store = await this.reopen();
      await this.open();
    }
    return this.look === 'all' ? swept : undefined;
  }

  private async lookAt(log: ChannelLog): Promise<unknown> {
    const { nowMs } = this;
    const { readers, ...figures } = await log.stats(nowMs);
    if (this.look === 'figures') {
      const dead = await log.dead(1_000);
      const letters = dead.map((one) => [view(one), one.attempt, one.reason]);
      return { figures, readers: { ...readers }, letters, headSeq: await log.headSeq() };
    }
    const kept = await log.scan({ afterSeq: 0, limit: 1_000, nowMs });
    const dead = await log.dead(1_000);
    return {
      figures,
      readers: Object.fromEntries(Object.entries(readers).map(([id, one]) => [id, { ...one }])),
      kept: kept.map(view),
      dead: dead.map((one) => [view(one), one.attempt, one.reason]),
      keyed: (await log.keyed(nowMs)).map(view),
      nextVisibleAtMs: await log.nextVisibleAtMs(),
      headSeq: await log.headSeq(),
    };
  }

  private toAppend({ log, id, recipientId, delayMs, key, ageMs }: Append) {
    const timestampMs = this.nowMs - ageMs;
    const message = createMessage({ id, timestampMs, senderId: 's', content: id, recipientId });
    return {
      kind: 'append',
      log: this.log(log),
      message,
      options: {
        ...(delayMs === undefined ? {} : { visibleAtMs: this.nowMs + delayMs }),
        ...(key === undefined ? {} : { key, expiresAtMs: this.nowMs + 10 }),
      },
    } as const satisfies StoreOperation;
  }

  private toSettle({ log, nth, withToken, other, action, ms }: Settle) {
    const claim = this.claims[log]?.[nth] ?? { holder: 'nobody', id: 'never claimed' };
    const settlement: Settlement = {
      ...{ holder: other ?? claim.holder, id: claim.id, action: toAction(action, this.nowMs + ms) },
      ...(withToken && claim.token !== undefined ? { token: claim.token } : {}),
    };
    return {
      kind: 'settle',
      log: this.log(log),
      settlement,
      nowMs: this.nowMs,
    } as const satisfies StoreOperation;
  }

  private log(index: number): ChannelLog {
    const log = this.logs[index];
    if (log === undefined) throw new Error(`no log ${String(index)}`);
    return log;
  }
}

/** Which messages go first is the store's choice; what is gone in the end is not. */
async function evictAll(from: ChannelLog, request: EvictRequest): Promise<unknown> {
  const total = { evicted: 0, unsettled: 0, missed: new Map<string, number>() };
  for (;;) {
    const { evicted, unsettled, missed } = await from.evict(request);
    total.evicted += evicted;
    total.unsettled += unsettled;
    for (const [reader, lost] of Object.entries(missed)) {
      total.missed.set(reader, (total.missed.get(reader) ?? 0) + lost);
    }
    if (evicted < request.limit) return { ...total, missed: Object.fromEntries(total.missed) };
  }
}

function toAction(action: Action, atMs: number): Settlement['action'] {
  if (action === 'acknowledge') return { kind: 'acknowledge' };
  if (action === 'extend') return { kind: 'extend', expiresAtMs: atMs };
  if (action === 'release') return { kind: 'release' };
  if (action === 'nack') return { kind: 'nack', reason: 'at once' };
  return { kind: 'nack', visibleAtMs: atMs };
}

function view({ seq, message, visibleAtMs }: LogEntry): unknown[] {
  return [seq, message.id, visibleAtMs];
}

const log = fc.constantFrom(...LOGS.keys());
const name = fc.constantFrom('ann', 'bob');
const id = fc.constantFrom(
  ...['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h'],
  ...['01HF7YAT000000000000000001', '01HF7YAT000000000000000002', '01HF7YAT000000000000000003'],
);
const limit = fc.integer({ min: 0, max: 4 });
const ms = fc.integer({ min: 1, max: 12 });
const rarely = <T>(value: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary: value });

const append: fc.Arbitrary<Append> = fc.record({
  kind: fc.constant('append' as const),
  log,
  id,
  recipientId: fc.option(name, { nil: undefined }),
  delayMs: rarely(ms),
  key: rarely(fc.constantFrom('x', 'y')),
  ageMs: fc.integer({ min: -5, max: 15 }),
});
const settle: fc.Arbitrary<Settle> = fc.record({
  kind: fc.constant('settle' as const),
  log,
  nth: fc.integer({ min: 0, max: 3 }),
  withToken: fc.boolean(),
  other: rarely(name),
  action: fc.constantFrom<Action>('acknowledge', 'release', 'nack', 'nack later', 'extend'),
  ms,
});
const ids = fc.array(id, { maxLength: 3 });
const change: fc.Arbitrary<Change> = fc.oneof(
  { weight: 6, arbitrary: append },
  { weight: 6, arbitrary: settle },
  {
    weight: 5,
    arbitrary: fc.record({ kind: fc.constant('claim' as const), log, holder: name, limit, ms }),
  },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('pass' as const), ms }) },
  fc.record({ kind: fc.constantFrom('sweep' as const, 'sweep keyed' as const), log }),
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('evict' as const),
      log,
      request: fc.record(
        {
          maxCount: fc.integer({ min: 0, max: 6 }),
          keepClaimed: fc.boolean(),
          limit: fc.integer({ min: 1, max: 4 }),
        },
        { requiredKeys: ['limit'] },
      ),
      ageMs: fc.integer({ min: -10, max: 20 }),
    }),
  },
  fc.record({ kind: fc.constantFrom('remove' as const, 'redrive' as const), log, ids }),
  fc.record({
    kind: fc.constant('commit' as const),
    parts: fc.array(fc.oneof(append, settle), { maxLength: 4 }),
  }),
);

/** One step. */
export const anyStep: fc.Arbitrary<Step> = fc.oneof(
  { weight: 14, arbitrary: change },
  {
    weight: 6,
    arbitrary: fc.record({
      kind: fc.constant('read' as const),
      log,
      reader: name,
      limit,
      after: rarely(id),
      from: fc.constantFrom('start' as const, 'now' as const),
      between: rarely(change),
      count: rarely(limit),
    }),
  },
  { weight: 4, arbitrary: fc.constant({ kind: 'look' as const }) },
  fc.constant({ kind: 'reopen' as const }),
);
