import { spawnSync } from 'node:child_process';

import { redisVersion } from './redis-server.mjs';

/** Whether what a case needs of the system is there; all of it is in Debian's packages of the same name. */
export function isInstalled(needs) {
  if (needs === undefined) return true;
  if (needs === 'redis-server') return redisVersion() !== undefined;
  return spawnSync(needs, ['--version']).error === undefined;
}
