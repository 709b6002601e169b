import { Maintenance } from '../../../src/channels/maintenance';
import type { Retention } from '../../../src/model/channel-info';
import { silentLogger } from '../../../src/observability/logger';
import type { EvictRequest } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { onNextTurn } from '../../../src/util/turn';
import { bench } from './bench';

/** Counts the turns of the event loop until the test ends. */
function countTurns(): () => number {
  let turns = 0;
  let ended = false;
  const next = (): void => {
    turns += 1;
    if (!ended) onNextTurn(next);
  };
  onNextTurn(next);
  stop.push(() => (ended = true));
  return () => turns;
}

const stop: (() => void)[] = [];
afterEach(() => {
  for (const end of stop.splice(0)) end();
});

function keepOnly(maxCount: number, messages: number) {
  const log = new MemoryStore().open('readings');
  for (let count = 1; count <= messages; count += 1) {
    log.append({ id: `m${count}`, timestampMs: 0, senderId: 's', content: count, metadata: {} });
  }
  const clock = new VirtualClock();
  return { log, maintenance: new Maintenance(log, { maxCount }, clock, silentLogger) };
}

describe('the retention of a channel', () => {
  it('removes at most 200 messages in one turn of the event loop', async () => {
    const { log, maintenance } = keepOnly(10, 810);
    const turn = countTurns();
    const batches: { turn: number; evicted: number }[] = [];
    const evict = log.evict.bind(log);
    jest.spyOn(log, 'evict').mockImplementation((request: EvictRequest) => {
      const result = evict(request);
      batches.push({ turn: turn(), evicted: result.evicted });
      return result;
    });
    expect(await maintenance.enforce()).toBe(800);
    expect(log.count).toBe(10);
    expect(batches.map(({ evicted }) => evicted)).toEqual([200, 200, 200, 200, 0]);
    expect(new Set(batches.map((batch) => batch.turn)).size).toBe(batches.length);
  });

  it('takes no turn for what one batch can do', async () => {
    const { log, maintenance } = keepOnly(10, 209);
    const turn = countTurns();
    expect(await maintenance.enforce()).toBe(199);
    expect([log.count, turn()]).toEqual([10, 0]);
  });
});

/** A log of so many messages, one a second, and what keeps it within `retention`. */
function keeping(retention: Retention | undefined, count: number) {
  const { clock, logger } = bench();
  const log = new MemoryStore().open('readings');
  const startMs = clock.nowMs();
  for (let n = 1; n <= count; n += 1) {
    const timestampMs = startMs + n * 1_000;
    log.append({ id: `m${n}`, timestampMs, senderId: 's', content: n, metadata: {} });
  }
  return {
    clock,
    logger,
    log,
    startMs,
    maintenance: new Maintenance(log, retention, clock, logger),
  };
}

describe('what is due to go', () => {
  it.each([
    [100, false, false],
    [101, true, false],
    [110, true, false],
    [111, true, true],
  ])(
    'of %s messages where 100 are kept: before a look %s, after a write %s',
    (count, look, write) => {
      const { clock, maintenance } = keeping({ maxCount: 100 }, count);
      expect(maintenance.isDue(clock.nowMs())).toBe(look);
      expect(maintenance.overCount()).toBe(write);
      expect(maintenance.ageIsDue(clock.nowMs())).toBe(false);
    },
  );

  it('by age is looked for ten times in that age, and no more often', async () => {
    const { clock, maintenance } = keeping({ maxAgeMs: 1_000 }, 1);
    const isDue = () => [maintenance.ageIsDue(clock.nowMs()), maintenance.isDue(clock.nowMs())];
    expect(isDue()).toEqual([true, true]);
    await maintenance.enforce();
    expect(isDue()).toEqual([false, false]);
    await clock.advance(99);
    expect(isDue()).toEqual([false, false]);
    await clock.advance(1);
    expect(isDue()).toEqual([true, true]);
    expect(maintenance.overCount()).toBe(false);
  });

  it('is nothing where everything is kept', async () => {
    const { clock, log, maintenance } = keeping(undefined, 1_000);
    await clock.advance(1_000_000);
    expect([maintenance.isDue(clock.nowMs()), maintenance.overCount()]).toEqual([false, false]);
    expect([await maintenance.enforce(), log.count]).toEqual([0, 1_000]);
  });

  it('goes by age and by count', async () => {
    const { clock, logger, log, maintenance } = keeping({ maxAgeMs: 5_000, maxCount: 3 }, 10);
    await clock.advance(10_500);
    log.claim('a', { limit: 1, expiresAtMs: clock.nowMs() + 60_000, nowMs: clock.nowMs() });
    expect(await maintenance.enforce()).toBe(6);
    expect([log.count, maintenance.evicted]).toEqual([4, 6]);
    expect(logger.of('channel.evicted')).toEqual([{ evicted: 6, unsettled: 6 }]);
    expect(await maintenance.enforce()).toBe(0);
    expect(logger.of('channel.evicted')).toHaveLength(1);
  });

  it('adds up what nobody has worked on, over all batches', async () => {
    const { clock, logger, log, maintenance } = keeping({ maxCount: 1 }, 402);
    const nowMs = clock.nowMs();
    for (const { message, token } of log.claim('a', {
      limit: 2,
      expiresAtMs: nowMs + 60_000,
      nowMs,
    })) {
      log.settle({ holder: 'a', id: message.id, token, action: { kind: 'acknowledge' } }, nowMs);
    }
    expect(await maintenance.enforce()).toBe(401);
    expect(logger.of('channel.evicted')).toEqual([{ evicted: 401, unsettled: 399 }]);
  });
});

describe('a reader who has missed something', () => {
  it('is told of once, until he is back', async () => {
    const { clock, logger, log, maintenance } = keeping({ maxCount: 1 }, 3);
    const read = (reader: string, limit: number) =>
      log.read(reader, { limit, nowMs: clock.nowMs() });
    const write = (id: string) =>
      log.append({ id, timestampMs: clock.nowMs(), senderId: 's', content: 1, metadata: {} });
    read('behind', 1);
    read('here', 3);
    await maintenance.enforce();
    const missed = () => logger.of('reader.missed').map(({ reader, count }) => [reader, count]);
    expect(missed()).toEqual([['behind', 1]]);
    write('m4');
    read('here', 1);
    await maintenance.enforce();
    expect(missed()).toEqual([['behind', 1]]);
    maintenance.readerIsBack('here');
    write('m5');
    read('here', 1);
    await maintenance.enforce();
    expect(missed()).toEqual([['behind', 1]]);
    maintenance.readerIsBack('behind');
    write('m6');
    read('here', 1);
    await maintenance.enforce();
    expect(missed()).toEqual([
      ['behind', 1],
      ['behind', 1],
    ]);
  });
});
