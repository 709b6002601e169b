import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/** Installs the pinned peers where that was never done. @returns whether they are there now */
export function installPeers() {
  const folder = new URL('../', import.meta.url);
  if (existsSync(new URL('node_modules', folder))) return true;
  console.log('The peers are not installed yet: npm ci --prefix bench');
  const { status, error } = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: folder,
    stdio: 'inherit',
  });
  if (status !== 0) console.error(`npm ci failed: ${error?.message ?? `code ${status}`}`);
  return status === 0;
}
