import { spawnSync } from 'node:child_process';

const canPinTo = (cpu) => spawnSync('taskset', ['-c', String(cpu), 'true']).status === 0;

/** Whether `taskset` is there, and a second processor. */
export const IS_PINNED = canPinTo(0) && canPinTo(1);

/** The words in front of a command that keep it on one processor; none where that cannot be done. */
const pinnedTo = (cpu) => (IS_PINNED ? ['taskset', '-c', String(cpu)] : []);

/** For a case. */
export const ALONE = pinnedTo(0);
/** For a server that a case talks to. */
export const BESIDE = pinnedTo(1);
