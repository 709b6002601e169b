import { callBench } from './call-bench';

const machine = { processor: 'EPYC', processors: 2, memoryGiB: 24, system: 'Linux' };
const versions = { node: '20.20.2', wrk: '4.1.0' };
const measured = { commit: 'aaa', date: '2026-01-02', rounds: 5, machine, versions };
const group = { title: 'Reading', about: 'About.', rows: [], cases: {}, skipped: [] };

const page = (results: object, ...groups: readonly object[]): Promise<unknown> =>
  callBench('page.mjs', 'benchmarksPage', { ...measured, ...results, groups }, 'Notes.');

describe('the page of the bench', () => {
  it('names commit, machine and versions once where all groups were measured alike', async () => {
    const text = await page({}, { ...group, ...measured });
    expect(text).toContain(
      'EPYC, 2 processors, 24 GiB, Linux; commit aaa; node 20.20.2, wrk 4.1.0.',
    );
    expect(text).not.toContain('Measured otherwise');
  });

  it('says of a group that keeps older figures by what those were measured', async () => {
    const other = {
      ...measured,
      commit: 'bbb',
      date: '2026-01-01',
      machine: { ...machine, processors: 4 },
      versions: { ...versions, node: '22.0.0' },
    };
    await expect(page({}, { ...group, ...other })).resolves.toContain(
      'Measured otherwise than the rest: on 2026-01-01; commit bbb; EPYC, 4 processors, 24 GiB, Linux; node 22.0.0.',
    );
  });

  it('says of a group whose commit nobody noted that it is not known', async () => {
    const { commit: _, ...unknown } = measured;
    await expect(page({}, { ...group, ...unknown })).resolves.toContain(
      'Measured otherwise than the rest: commit not noted.',
    );
  });

  it('says when nothing was pinned to a processor', async () => {
    await expect(page({ isPinned: true }, group)).resolves.toMatch(/process on one processor/);
    await expect(page({ isPinned: false }, group)).resolves.toMatch(
      /process \(pinned to no processor: taskset is missing/,
    );
  });
});

describe('the peers of the bench are installed again', () => {
  const lock = {
    packages: {
      '': { name: 'bench' },
      'node_modules/a': { version: '1.0.0', integrity: 'x' },
      'node_modules/for-another-system': { version: '1.0.0', optional: true },
    },
  };
  const isAsLocked = (packages: object): Promise<unknown> =>
    callBench('lock.mjs', 'isAsLocked', { packages }, lock);

  it('when the lock has changed, and only then', async () => {
    const a = { version: '1.0.0', integrity: 'x' };
    await expect(isAsLocked({ 'node_modules/a': a })).resolves.toBe(true);
    await expect(isAsLocked({})).resolves.toBe(false);
    await expect(isAsLocked({ 'node_modules/a': { ...a, version: '0.9.0' } })).resolves.toBe(false);
    await expect(isAsLocked({ 'node_modules/a': { ...a, integrity: 'y' } })).resolves.toBe(false);
    await expect(isAsLocked({ 'node_modules/a': a, 'node_modules/b': a })).resolves.toBe(false);
  });
});
