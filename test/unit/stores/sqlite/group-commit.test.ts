import { HolonError } from '../../../../src/errors/holon-error';
import { GroupCommit, Unfinished } from '../../../../src/stores/sqlite/group-commit';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { onNextTurn } from '../../../../src/util/turn';

function fault(code: string): Error {
  return Object.assign(new Error(code), { code });
}

/** A group over a list of numbers that a transaction appends to. */
function setUp() {
  const clock = new VirtualClock();
  const rows: number[] = [];
  const log: string[] = [];
  const faults: { begin?: Error | undefined; commit?: Error | undefined } = {};
  let before: number[] = [];
  let room = Number.POSITIVE_INFINITY;
  const group = new GroupCommit(
    {
      begin() {
        if (faults.begin !== undefined) throw faults.begin;
        before = [...rows];
        log.push('begin');
      },
      commit() {
        if (faults.commit !== undefined) throw faults.commit;
        if (rows.length > room) throw fault('SQLITE_FULL');
        log.push('commit');
      },
      rollback() {
        rows.splice(0, rows.length, ...before);
        log.push('rollback');
      },
    },
    { clock, busyTimeoutMs: 100, toError: (error) => new Error('told', { cause: error }) },
  );
  const add = (row: number, times = 1) =>
    group.enqueue(() => {
      for (let time = 1; time <= times; time += 1) rows.push(row);
      return row;
    });
  const fail = (error: Error) =>
    group.enqueue(() => {
      rows.push(-1);
      throw error;
    });
  const setRoom = (rowsAtMost: number) => (room = rowsAtMost);
  return { clock, rows, log, faults, group, add, fail, setRoom };
}

describe('GroupCommit', () => {
  it('runs what waits in one turn in one transaction, in order, and answers after the commit', async () => {
    const { group, add, log, rows } = setUp();
    const first = add(1).then((row) => log.push(`answer ${row}`));
    expect(rows).toEqual([]);
    await Promise.all([first, add(2), add(3)]);
    expect(rows).toEqual([1, 2, 3]);
    expect(log).toEqual(['begin', 'commit', 'answer 1']);
    await group.whenIdle();
  });

  it('splits a long queue into batches', async () => {
    const { add, log } = setUp();
    await Promise.all(Array.from({ length: 1_025 }, (_, index) => add(index)));
    expect(log.filter((step) => step === 'commit')).toHaveLength(3);
  });

  it('answers a HolonError to its caller and commits the others', async () => {
    const { add, group, log, rows } = setUp();
    const refused = group.enqueue(() => {
      throw new HolonError('HOLON_BACKPRESSURE', 'full');
    });
    const others = Promise.all([add(1), add(2)]);
    await expect(refused).rejects.toMatchObject({ code: 'HOLON_BACKPRESSURE' });
    await others;
    expect(rows).toEqual([1, 2]);
    expect(log).toEqual(['begin', 'commit']);
  });

  it('undoes only the operation that SQLite failed, and runs the others again on their own', async () => {
    const { add, fail, log, rows } = setUp();
    const first = add(1);
    const failed = fail(fault('SQLITE_FULL'));
    const last = add(2);
    await expect(failed).rejects.toThrow('told');
    await Promise.all([first, last]);
    expect(rows).toEqual([1, 2]);
    expect(log).toEqual(
      ['begin', 'rollback'].concat(['begin', 'commit', 'begin', 'rollback', 'begin', 'commit']),
    );
  });

  it('runs each operation on its own when a commit finds no room, so that what fits is stored', async () => {
    const { add, rows, setRoom } = setUp();
    setRoom(2);
    const results = await Promise.allSettled([add(1), add(2, 3), add(3)]);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(rows).toEqual([1, 3]);
  });

  it('rejects all operations of a batch whose commit fails otherwise, and goes on after it', async () => {
    const { add, faults, rows } = setUp();
    faults.commit = fault('SQLITE_IOERR');
    const results = await Promise.allSettled([add(1), add(2)]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(rows).toEqual([]);
    faults.commit = undefined;
    await add(3);
    expect(rows).toEqual([3]);
  });

  it('commits what has taken long, and lets the event loop turn before it goes on', async () => {
    const { clock, group, log } = setUp();
    let nowMs = 0;
    clock.monotonicMs = () => nowMs;
    const work = (name: string) =>
      group.enqueue(() => {
        log.push(name);
        nowMs += 5;
        if (name === 'a') onNextTurn(() => log.push('turn'));
      });
    await Promise.all(['a', 'b', 'c'].map(work));
    expect(log.slice(0, 6)).toEqual(['begin', 'a', 'b', 'commit', 'turn', 'begin']);
  });

  it('runs an operation in parts, each in a transaction of its own, among the others', async () => {
    const { add, group, log, rows } = setUp();
    const parts = group.enqueue<string, number>((done = 0) => {
      rows.push(-1 - done);
      return done === 2 ? 'whole' : new Unfinished(done + 1);
    });
    await expect(Promise.all([parts, add(1)])).resolves.toEqual(['whole', 1]);
    expect(rows).toEqual([-1, 1, -2, -3]);
    expect(log.filter((step) => step === 'commit')).toHaveLength(3);
  });

  it('runs a part again that was rolled back', async () => {
    const { fail, group, rows } = setUp();
    const parts = group.enqueue<number, number>((done = 0) => {
      rows.push(done);
      return done === 1 ? done : new Unfinished(done + 1);
    });
    const failed = expect(fail(fault('SQLITE_FULL'))).rejects.toThrow('told');
    await expect(parts).resolves.toBe(1);
    await failed;
    expect(rows).toEqual([0, 1]);
  });

  it('waits for a locked file without holding up anything, and takes along what comes meanwhile', async () => {
    const { add, clock, faults, log, rows } = setUp();
    faults.begin = fault('SQLITE_BUSY');
    const first = add(1);
    await clock.advance(50);
    const second = add(2);
    faults.begin = undefined;
    await clock.advance(16);
    await Promise.all([first, second]);
    expect(rows).toEqual([1, 2]);
    expect(log).toEqual(['begin', 'commit']);
  });

  it('gives up on a locked file after busyTimeoutMs, and begins the wait anew for the next operation', async () => {
    const { add, clock, faults, rows } = setUp();
    faults.begin = fault('SQLITE_BUSY_SNAPSHOT');
    const refused = expect(add(1)).rejects.toThrow('told');
    await clock.advance(200);
    await refused;
    const next = add(2);
    await clock.advance(50);
    faults.begin = undefined;
    await clock.advance(50);
    await next;
    expect(rows).toEqual([2]);
  });

  it('gives up only those that have waited for busyTimeoutMs', async () => {
    const { add, clock, faults, rows } = setUp();
    faults.begin = fault('SQLITE_BUSY');
    const refused = expect(add(1)).rejects.toThrow('told');
    await clock.advance(90);
    const second = add(2);
    await clock.advance(30);
    await refused;
    await clock.advance(50);
    faults.begin = undefined;
    await clock.advance(16);
    await second;
    expect(rows).toEqual([2]);
  });

  it('rejects at once when a transaction cannot begin for another reason', async () => {
    const { add, faults, group } = setUp();
    faults.begin = fault('SQLITE_IOERR');
    const idle = [add(1), add(2)].map((one) => expect(one).rejects.toThrow('told'));
    await group.whenIdle();
    await Promise.all(idle);
  });
});
