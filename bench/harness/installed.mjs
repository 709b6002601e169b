import { spawnSync } from 'node:child_process';

import { redisVersion } from './redis-server.mjs';

/** What cases need of the system: programs in Debian's packages of the same name. */
const PACKAGES = ['wrk', 'redis-server'];

/** Why a case cannot run here; undefined where it can. */
export function reasonMissing(needs) {
  if (needs === undefined || isInstalled(needs)) return undefined;
  return `needs ${needs}, which is not installed: npm run bench:setup`;
}

export const missingPackages = () => PACKAGES.filter((name) => !isInstalled(name));

function isInstalled(needs) {
  if (needs === 'redis-server') return redisVersion() !== undefined;
  return spawnSync(needs, ['--version']).error === undefined;
}
