import { spawnSync } from 'node:child_process';

/** The words in front of a command that keep it on one processor; none where `taskset` is missing. */
function pinnedTo(cpu) {
  const works = spawnSync('taskset', ['-c', String(cpu), 'true']).status === 0;
  return works ? ['taskset', '-c', String(cpu)] : [];
}

/** For a case. */
export const ALONE = pinnedTo(0);
/** For a server that a case talks to. */
export const BESIDE = pinnedTo(1);
