import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { DelayedMessages } from '../../../../src/transport/http/delayed-messages';

const NOW_MS = 1_000;

/** A log with so many messages, each delayed as `dueMs` says. */
async function delayed(count: number, dueMs: (seq: number) => number) {
  const log = new MemoryStore().open('news');
  const known = new DelayedMessages(log, 10);
  for (let seq = 1; seq <= count; seq += 1) {
    const message = { id: `m${seq}`, timestampMs: NOW_MS, senderId: 'w', content: 1, metadata: {} };
    log.append(message, { visibleAtMs: dueMs(seq) });
  }
  await known.look(0, count, NOW_MS);
  return { log, known };
}

/** Takes what is due until nothing is. */
async function takeAll(known: DelayedMessages, nowMs: number): Promise<number[]> {
  const taken: number[] = [];
  for (;;) {
    const due = await known.due(nowMs, 7);
    if (due.length === 0) return taken;
    for (const { seq } of due) known.delete(seq);
    taken.push(...due.map(({ seq }) => seq));
  }
}

describe('what is delayed', () => {
  it('is known by its place however much it is, and comes when it is due', async () => {
    const { known } = await delayed(500, (seq) => NOW_MS + 1 + ((seq * 7_919) % 500));
    const seen: number[] = [];
    for (let ms = 1; ms <= 500; ms += 1) {
      const due = await takeAll(known, NOW_MS + ms);
      expect(due.map((seq) => 1 + ((seq * 7_919) % 500))).toEqual([ms]);
      seen.push(...due);
    }
    expect(new Set(seen).size).toBe(500);
    expect([known.nextMs, seen.some((seq) => known.has(seq))]).toEqual([Infinity, false]);
  });

  it('comes whole where all of it is due at once, each once', async () => {
    const { known } = await delayed(300, () => NOW_MS + 50);
    expect(known.nextMs).toBe(NOW_MS + 50);
    expect(await takeAll(known, NOW_MS + 49)).toEqual([]);
    const taken = await takeAll(known, NOW_MS + 60);
    expect(taken.sort((a, b) => a - b)).toEqual(Array.from({ length: 300 }, (_, n) => n + 1));
  });

  it('is forgotten where it was removed meanwhile, and kept where the log could not be read', async () => {
    const { log, known } = await delayed(100, (seq) => NOW_MS + seq);
    log.remove(['m90']);
    const scan = jest.spyOn(log, 'scan').mockImplementationOnce(() => {
      throw new Error('the disk is gone');
    });
    await expect(known.due(NOW_MS + 50, 7)).rejects.toThrow('the disk is gone');
    scan.mockRestore();
    expect(await takeAll(known, NOW_MS + 100)).toHaveLength(99);
    expect(known.nextMs).toBe(Infinity);
  });
});
