import { fork, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const CASE_PROCESS = fileURLToPath(new URL('case-process.mjs', import.meta.url));
const CASE_TIMEOUT_MS = 120_000;

/** Where a program that runs beside the case (a server it talks to) belongs: anywhere but on the case's processor. */
export const BESIDE = pin(1);

/** The words in front of a command that keep it on one processor; none where `taskset` is missing. */
function pin(cpu) {
  const works = spawnSync('taskset', ['-c', String(cpu), 'true']).status === 0;
  return works ? ['taskset', '-c', String(cpu)] : [];
}

const [execPath = process.execPath, ...pinArguments] = pin(0);

/**
 * Runs every case of a group `rounds` times, each time in a fresh process. The cases take turns, and every other
 * round goes backwards, so that a slow minute of the machine falls on all of them.
 * @returns microseconds per operation, one number a round, by case
 */
export async function runRounds(group, { rounds, onProgress }) {
  const names = Object.keys(group.cases);
  const results = Object.fromEntries(names.map((name) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    const order = round % 2 === 0 ? names : names.toReversed();
    for (const [index, name] of order.entries()) {
      onProgress({ round, step: round * names.length + index, steps: rounds * names.length, name });
      results[name].push(await runCase(group.name, name));
    }
  }
  return results;
}

function runCase(groupName, caseName) {
  const isPinned = execPath !== process.execPath;
  return new Promise((resolve, reject) => {
    let microseconds;
    const child = fork(CASE_PROCESS, [groupName, caseName], {
      execPath,
      execArgv: isPinned ? [...pinArguments, process.execPath] : [],
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
