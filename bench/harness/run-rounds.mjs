import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { ALONE } from './processors.mjs';

const CASE_PROCESS = fileURLToPath(new URL('case-process.mjs', import.meta.url));
const CASE_TIMEOUT_MS = 300_000;

/**
 * Runs every case of a group `rounds` times, each time in a fresh process. The cases take turns, and every other
 * round goes backwards, so that a slow minute of the machine falls on all of them.
 * @returns microseconds per operation, one number a round, by case
 */
export async function runRounds(group, { rounds, onProgress }) {
  const names = Object.keys(group.cases);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const name of round % 2 === 0 ? names : names.toReversed()) {
      onProgress(`${group.name}: round ${round + 1} of ${rounds}, ${name}`);
      results[name].push(await runCase(group.name, name));
    }
  }
  return results;
}

function runCase(groupName, caseName) {
  const [execPath, ...execArgv] = [...ALONE, process.execPath];
  return new Promise((resolve, reject) => {
    let microseconds;
    const child = fork(CASE_PROCESS, [groupName, caseName], {
      execPath,
      execArgv,
      timeout: CASE_TIMEOUT_MS,
    });
    child.on('message', (message) => {
      microseconds = message.microseconds;
    });
    child.on('error', reject);
    child.on('exit', (code, signal) => {
      if (code === 0 && microseconds !== undefined) resolve(microseconds);
      else reject(new Error(`${groupName} "${caseName}" ended with ${signal ?? `code ${code}`}`));
    });
  });
}
