import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { availableParallelism, cpus, totalmem, type } from 'node:os';

import { redisVersion } from './redis-server.mjs';

const require = createRequire(import.meta.url);

export function describeMachine() {
  return {
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    processors: availableParallelism(),
    memoryGiB: Math.round(totalmem() / 2 ** 30),
    system: type(),
  };
}

export function describeVersions() {
  const { devDependencies } = readJson(new URL('../package.json', import.meta.url));
  const driver = require.resolve('better-sqlite3/package.json', {
    paths: [`${import.meta.dirname}/../..`],
  });
  return {
    node: process.version.slice(1),
    'better-sqlite3': readJson(driver).version,
    ...devDependencies,
    redis: redisVersion() ?? 'not installed',
  };
}

export const readJson = (path) => JSON.parse(readFileSync(path, 'utf8'));
