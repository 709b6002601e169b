import { SqliteStore } from '../../../../src/stores/sqlite/sqlite-store';
import { VirtualClock } from '../../../../src/testing/virtual-clock';
import { createDeferred } from '../../../../src/util/deferred';
import { holon, tempStore } from './temp-store';

const redrive = (cwd: string, ...flags: string[]) =>
  holon(cwd, 'store', 'redrive', 'sqlite:plant.db', ...flags);

describe('holon store redrive', () => {
  it('puts back all dead messages of a channel, to be tried anew', async () => {
    const { cwd, file } = await tempStore();
    const { exitCode, out } = await redrive(cwd, '--channel', 'jobs', '--all');
    expect([exitCode, out]).toEqual([0, "2 messages of 'jobs' will be tried again\n"]);

    const store = new SqliteStore({ file });
    const nowMs = Date.now();
    const jobs = await store.open('jobs');
    expect(await jobs.stats(nowMs)).toMatchObject({ dead: 0, pending: 4 });
    const claims = await jobs.claim('worker', { limit: 9, nowMs, expiresAtMs: nowMs + 1_000 });
    expect(claims.map(({ message, attempt }) => [message.id, attempt])).toEqual([
      ['dead-1', 1],
      ['dead-2', 1],
      ['waiting', 1],
    ]);
    await store.close();
  });

  it('puts back those that are named, and says which were not dead', async () => {
    const { cwd } = await tempStore();
    const flags = ['--channel', 'jobs', '--id', 'dead-2', 'waiting', '--id', 'gone'];
    const { exitCode, out } = await redrive(cwd, ...flags);
    expect(exitCode).toBe(1);
    expect(out).toBe(
      "1 message of 'jobs' will be tried again\nnot dead: waiting\nnot dead: gone\n",
    );
    const { out: left } = await holon(cwd, 'store', 'dead', 'sqlite:plant.db');
    expect(left).toContain('dead-1');
    expect(left).not.toContain('dead-2');
  });

  it('tells machines the same', async () => {
    const { cwd } = await tempStore();
    const flags = ['--channel', 'jobs', '--id', 'dead-1', 'gone', '--json'];
    const { out } = await redrive(cwd, ...flags);
    expect(JSON.parse(out)).toEqual({ redriven: ['dead-1'], notDead: ['gone'] });
  });

  it('is noticed by an app that waits for work', async () => {
    const { cwd, file } = await tempStore();
    const clock = new VirtualClock();
    const store = new SqliteStore({ file, clock });
    const jobs = await store.open('jobs');
    const foreign = createDeferred<boolean | undefined>();
    const stop = jobs.watch((isForeign) => foreign.resolve(isForeign));
    await redrive(cwd, '--channel', 'jobs', '--all');
    await clock.advance(1_000);
    expect(await foreign.promise).toBe(true);
    expect(await jobs.dead(10)).toEqual([]);
    stop();
    await store.close();
  });

  it.each([
    [[], /No messages are named[^]*cure: Pass either --id/],
    [['--all', '--id', 'dead-1'], /Both --id and --all are given/],
  ])('refuses %j', async (flags, says) => {
    const { cwd } = await tempStore();
    const { exitCode, err } = await redrive(cwd, '--channel', 'jobs', ...flags);
    expect(exitCode).toBe(1);
    expect(err).toMatch(says);
  });

  it('needs a channel, and one that is there', async () => {
    const { cwd } = await tempStore();
    expect(await redrive(cwd, '--all')).toMatchObject({ exitCode: 2 });
    const { exitCode, err } = await redrive(cwd, '--channel', 'jbos', '--all');
    expect(exitCode).toBe(1);
    expect(err).toContain("has no channel 'jbos', did you mean 'jobs'?");
  });
});
