import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

import { isAsLocked } from './lock.mjs';
import { readJson } from './machine.mjs';

const folder = new URL('../', import.meta.url);

/** Installs the pinned peers where they are not what the lock says. @returns whether they are now */
export function installPeers() {
  const installed = new URL('node_modules/.package-lock.json', folder);
  const lock = readJson(new URL('package-lock.json', folder));
  if (existsSync(installed) && isAsLocked(readJson(installed), lock)) return true;
  console.log('The peers are not what bench/package-lock.json says: npm ci --prefix bench');
  return npmCi(folder);
}

/** @param cwd the folder whose lock is installed. @returns whether it was */
export function npmCi(cwd) {
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd,
    stdio: 'inherit',
  });
  if (status !== 0) console.error(`npm ci failed: ${error?.message ?? `code ${status}`}`);
  return status === 0;
}
