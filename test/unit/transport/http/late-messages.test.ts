import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { LateMessages } from '../../../../src/transport/http/late-messages';

/** A log of messages of which each was sent late, one behind the other; `remembered` of them at least are known. */
async function sentLate(count: number, remembered: number) {
  const log = new MemoryStore().open('news');
  const late = new LateMessages(log, remembered);
  const append = (id: string, visibleAtMs?: number) => {
    const message = { id, timestampMs: 0, senderId: 'w', content: 1, metadata: {} };
    log.append(message, visibleAtMs === undefined ? {} : { visibleAtMs });
  };
  for (let n = 1; n <= count; n += 1) append(`late${n}`, 10 + n);
  append('seen');
  await late.look(0, count, 0);
  for (let n = 1; n <= count; n += 1) {
    const due = await late.due(10 + n, count + 1, () => true);
    late.commit(due, count + 1);
  }
  return { late, seen: count + 1 };
}

const ids = (messages: readonly { readonly id: string }[]): string[] =>
  messages.map(({ id }) => id);

describe('late messages that are not remembered any more', () => {
  it('are read from the log again by who was away for so long', async () => {
    const { late, seen } = await sentLate(9, 3);
    const resumed = { place: seen, lastId: 'seen' };
    expect(ids(late.behind(resumed))).toEqual(['late5', 'late6', 'late7', 'late8', 'late9']);
    const from = late.withForgotten(resumed);
    expect(from.place).toBe(0);
    expect([1, 2, 3, 4].map((seq) => late.has(seq))).toEqual([false, false, false, false]);
  });

  it('are nothing to who has seen one that is, who is further on, or who begins anew', async () => {
    const { late, seen } = await sentLate(9, 3);
    for (const beginning of [
      { place: seen, lastId: 'late5' },
      { place: seen + 1, lastId: 'next' },
      { place: seen, lastId: undefined },
    ]) {
      expect(late.withForgotten(beginning)).toEqual(beginning);
    }
  });
});
