import { RemovedIds } from '../../../../src/stores/memory/removed-ids';
import { TimeOrderedIdSource } from '../../../../src/util/id-source';

describe('RemovedIds', () => {
  it('remembers the last ids, as many as it may', () => {
    const removed = new RemovedIds(3);
    for (const id of ['a', 'b', 'c', 'b', 'd']) removed.add(id);
    expect(['a', 'b', 'c', 'd', 'e'].map((id) => removed.has(id))).toEqual([
      false,
      true,
      true,
      true,
      false,
    ]);
  });

  it('takes every time-ordered id up to the newest removed one for removed', () => {
    const ids = new TimeOrderedIdSource();
    const [first, second, third] = [ids.next(1_000), ids.next(2_000), ids.next(3_000)];
    const removed = new RemovedIds(1);
    removed.add(second);
    removed.add('another');
    expect([first, second, third].map((id) => removed.has(id))).toEqual([true, true, false]);
    removed.add(first);
    expect([first, second, third].map((id) => removed.has(id))).toEqual([true, true, false]);
  });
});
