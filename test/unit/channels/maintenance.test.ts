import { Maintenance } from '../../../src/channels/maintenance';
import { silentLogger } from '../../../src/observability/logger';
import type { EvictRequest } from '../../../src/stores/channel-store';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { onNextTurn } from '../../../src/util/turn';

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
