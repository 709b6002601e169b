import type {
  AppendResult,
  ChannelLog,
  ChannelStore,
  LogOptions,
  StoreOperation,
} from '../../../../src/stores/channel-store';
import { itAnswersLikeTheModel } from '../../../contract/model-runs';
import { message, NOW_MS, TempFolder } from './temp-store';

/** Does every operation by another of several stores on one file, as if each were a process of its own. */
class TakingTurns implements ChannelStore {
  readonly address = 'turns:';
  private turn = 0;
  private readonly logs = new Map<ChannelLog, readonly ChannelLog[]>();

  constructor(private readonly stores: readonly ChannelStore[]) {}

  async open(channelId: string, options?: LogOptions): Promise<ChannelLog> {
    const logs: ChannelLog[] = [];
    for (const store of this.stores) logs.push(await store.open(channelId, options));
    const log = new Proxy(logs[0]!, {
      get: (_first, name: keyof ChannelLog) => {
        if (name === 'sweep') return async (nowMs: number) => sweepAll(logs, nowMs);
        const next = logs[this.take()]!;
        const member: unknown = next[name];
        // A method must run on the log it belongs to.
        return typeof member === 'function' ? (member.bind(next) as unknown) : member;
      },
    });
    this.logs.set(log, logs);
    return log;
  }

  async commit(operations: readonly StoreOperation[]): Promise<readonly AppendResult[]> {
    const turn = this.take();
    return this.stores[turn]!.commit(
      operations.map((one) => ({ ...one, log: this.logs.get(one.log)![turn]! })),
    );
  }

  flush(): void {}
  close(): void {}

  private take(): number {
    this.turn = (this.turn + 1) % this.stores.length;
    return this.turn;
  }
}

/** Each process reports what it has noticed itself. */
async function sweepAll(logs: readonly ChannelLog[], nowMs: number) {
  const results = [];
  for (const log of logs) results.push(await log.sweep(nowMs));
  return {
    released: results.reduce((sum, { released }) => sum + released, 0),
    dead: results.flatMap(({ dead }) => dead),
  };
}

itAnswersLikeTheModel(
  'Several stores on one file, taking turns,',
  async () => {
    const folder = new TempFolder();
    return {
      store: new TakingTurns([folder.open(), folder.open(), folder.open()]),
      cleanup: () => folder.remove(),
    };
  },
  300,
);

describe('Stores on one file', () => {
  it('number the messages without a gap and give each to one holder', async () => {
    const folder = new TempFolder();
    const logs = await Promise.all([folder, folder, folder].map((one) => one.open().open('q')));
    const appended = await Promise.all(
      Array.from({ length: 300 }, (_, index) => logs[index % 3]!.append(message(`m${index}`))),
    );
    expect(appended.map(({ seq }) => seq).sort((left, right) => left - right)).toEqual(
      appended.map((_, index) => index + 1),
    );
    const claims = await Promise.all(
      Array.from({ length: 150 }, (_, index) =>
        logs[index % 3]!.claim(`w${index % 3}`, {
          limit: 2,
          nowMs: NOW_MS,
          expiresAtMs: NOW_MS + 1,
        }),
      ),
    );
    const ids = claims.flat().map((claim) => claim.message.id);
    expect(new Set(ids).size).toBe(300);
    expect(ids).toHaveLength(300);
    await folder.remove();
  });
});
