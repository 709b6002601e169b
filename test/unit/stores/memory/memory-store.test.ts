import { createMessage } from '../../../../src/model/channel-message';
import type { Settlement } from '../../../../src/stores/channel-store';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';

const NOW_MS = 1_000;

/** A log with a message that was nacked for a reason, and claimed again. */
function withReason() {
  const log = new MemoryStore().open('q', { maxAttempts: 2 });
  log.append(createMessage({ id: 'a', timestampMs: 0, senderId: 's', content: null }));
  const settle = (action: Settlement['action']) => {
    log.claim('w', { limit: 1, nowMs: NOW_MS, expiresAtMs: NOW_MS + 1 });
    return log.settle({ holder: 'w', id: 'a', action }, NOW_MS);
  };
  settle({ kind: 'nack', reason: 'broken' });
  expect(log.state.reasons.size).toBe(1);
  return { log, settle };
}

describe('MemoryStore', () => {
  it('says in its errors which store it is', () => {
    const store = new MemoryStore();
    store.close();
    expect(() => store.open('q')).toThrow(/memory:/);
  });

  it('keeps the reason of a nack no longer than it can be asked for', () => {
    const acknowledged = withReason();
    acknowledged.settle({ kind: 'acknowledge' });
    const unnamed = withReason();
    unnamed.settle({ kind: 'nack' });
    const removed = withReason();
    removed.log.remove(['a']);
    const redriven = withReason();
    redriven.settle({ kind: 'nack', reason: 'broken' });
    redriven.log.redrive(['a']);
    const sizes = [acknowledged, unnamed, removed, redriven].map(
      ({ log }) => log.state.reasons.size,
    );
    expect(sizes).toEqual([0, 0, 0, 0]);
  });
});
