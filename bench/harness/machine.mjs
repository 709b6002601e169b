import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism, cpus, totalmem, type } from 'node:os';

import { IS_PINNED } from './processors.mjs';
import { redisVersion } from './redis-server.mjs';

const root = new URL('../../', import.meta.url).pathname;

/** By what and on what a group was measured. */
export const describeEnvironment = () => ({
  commit: describeCommit(),
  machine: describeMachine(),
  isPinned: IS_PINNED,
  versions: describeVersions(),
});

/** What decides the figures: not the pages that are written from them. */
const MEASURED = ['src', 'bench', 'package-lock.json', ':!bench/results.json', ':!bench/notes.md'];

function describeCommit() {
  if (process.env.HOLON_DIST !== undefined) return 'another build';
  const git = (...words) => {
    const { stdout, status } = spawnSync('git', words, { cwd: root, encoding: 'utf8' });
    return status === 0 ? stdout.trim() : undefined;
  };
  const commit = git('rev-parse', '--short=10', 'HEAD');
  if (commit === undefined) return 'unknown';
  return git('status', '--porcelain', '--', ...MEASURED) === '' ? commit : `${commit}, changed`;
}

function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: type(),
  };
}

/** Of holon's own development dependencies, those that cases call. */
const OF_ROOT = ['ajv', 'better-sqlite3', 'class-transformer', 'class-validator'];

function describeVersions() {
  const { devDependencies } = readJson(new URL('../package.json', import.meta.url));
  const versionOf = (name) => readJson(`${root}node_modules/${name}/package.json`).version;
  return {
    node: process.version.slice(1),
    ...Object.fromEntries(OF_ROOT.map((name) => [name, versionOf(name)])),
    ...devDependencies,
    redis: redisVersion() ?? 'not installed',
    wrk: wrkVersion() ?? 'not installed',
  };
}

const wrkVersion = () =>
  /^wrk (\S+)/.exec(spawnSync('wrk', ['--version'], { encoding: 'utf8' }).stdout ?? '')?.[1];

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
