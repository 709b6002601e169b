import { spawnSync } from 'node:child_process';

import { redisVersion } from './redis-server.mjs';

/** Why a case cannot run here; undefined where it can. What cases need of the system is in Debian's packages of the same name. */
export function reasonMissing(needs) {
  if (needs === undefined || isInstalled(needs)) return undefined;
  return `needs ${needs}, which is not installed; Debian: apt install ${needs}`;
}

function isInstalled(needs) {
  if (needs === 'redis-server') return redisVersion() !== undefined;
  return spawnSync(needs, ['--version']).error === undefined;
}
