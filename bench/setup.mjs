/**
 * `npm run bench:setup`: all that a measurement needs in a fresh clone. Installs what the two locks pin, and from
 * Debian's packages the load generator and the Redis that BullMQ talks to. Nothing but Node is needed to run it.
 */
import { spawnSync } from 'node:child_process';

import { npmCi } from './harness/install-peers.mjs';
import { missingPackages } from './harness/installed.mjs';

const bench = new URL('./', import.meta.url);

let isGood = npmCi(new URL('../', bench)) && npmCi(bench);
const missing = missingPackages();
if (missing.length > 0) {
  const reason = installPackages(missing);
  if (reason !== undefined) {
    console.error(
      `${missing.join(' and ')} cannot be installed here (${reason}). Install them by hand; without them ` +
        'the rows that need them are left out and named.',
    );
    isGood = false;
  }
}
const left = missingPackages();
if (isGood && left.length > 0) {
  console.error(`${left.join(' and ')} still not found`);
  isGood = false;
}
if (isGood) console.log('ready: npm run bench');
else process.exitCode = 1;

/** @returns why it could not be done; undefined when it was */
function installPackages(names) {
  if (spawnSync('apt-get', ['--version']).error !== undefined) return 'there is no apt-get';
  const asRoot = process.getuid?.() === 0 ? [] : ['sudo', '-n'];
  const asking = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get'];
  const apt = (...words) => {
    const [command, ...rest] = [...asRoot, ...asking, ...words];
    const { status, error } = spawnSync(command, rest, { stdio: ['ignore', 'ignore', 'inherit'] });
    return status === 0 ? undefined : `apt-get ${words[0]}: ${error?.message ?? `code ${status}`}`;
  };
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...names];
  return apt('update', '-qq') ?? apt(...install);
}
