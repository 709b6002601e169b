import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

import { PROJECT_ROOT } from './markdown';

jest.setTimeout(30_000);

const run = promisify(execFile);
/** In a process of its own: it is written in ES modules, which jest cannot load. */
const writePages = (...words: string[]) =>
  run(process.execPath, ['bench/write-pages.mjs', ...words], { cwd: PROJECT_ROOT });

/** Of bench/results.json, what the figures are made of. */
interface Results {
  readonly groups: Record<
    string,
    { cases: Record<string, { median: number; rounds?: readonly number[] }> }
  >;
}

describe('the figures of README.md, docs/benchmarks.md and docs/guides/one-process.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'figures-'));
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  const text = readFileSync(join(PROJECT_ROOT, 'bench', 'results.json'), 'utf8');
  const changed = (change: (results: Results) => void): string => {
    const results = JSON.parse(text) as Results; // as the bench writes it
    change(results);
    const file = join(folder, 'results.json');
    writeFileSync(file, JSON.stringify(results));
    return file;
  };

  it('are those of bench/results.json', async () => {
    await expect(writePages('--check')).resolves.toMatchObject({ stderr: '' });
  });

  it('are told from others', async () => {
    const file = changed(({ groups }) => {
      const holon = groups['memory-queue']?.cases.holon;
      if (holon !== undefined) holon.median = 123.4;
    });
    const { stdout } = await writePages('--print', '--results', file);
    expect(stdout).toMatch(/^\| a job in memory.* \| 123 µs \|/m);
    await expect(writePages('--check', '--results', file)).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(
        /docs\/benchmarks\.md is not[^]*README\.md is not[^]*one-process\.md is not/,
      ) as string,
    });
  });

  it('have as ratio the median of the ratios of each round, as the rows have', async () => {
    const file = changed(({ groups }) => {
      const cases = groups['fan-out']!.cases;
      cases['holon/10'] = { median: 4, rounds: [2, 4, 9] };
      cases['moleculer/10'] = { median: 6, rounds: [6, 8, 3] };
    });
    const { stdout } = await writePages('--print', '--results', file);
    expect(stdout).toMatch(/^\| a write and its 10 subscribers.* 4 µs .* 6 µs \| 0\.5 \|$/m);
  });

  it('say what was not measured', async () => {
    const file = changed(({ groups }) => {
      delete groups['memory-queue'];
      delete groups['sqlite-append']?.cases['bullmq add, AOF always/100'];
    });
    const { stdout } = await writePages('--print', '--results', file);
    expect(stdout).toMatch(/^\| a job in memory.* \| not measured \| – \| – \| – \|$/m);
    expect(stdout).toMatch(/^\| a write flushed to SQLite.* µs \| [\d.]+ µs \| – \| – \|$/m);
  });
});
