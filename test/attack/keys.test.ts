import { KEY_ATTACKS } from './list/key-attacks';
import { tryAttacks } from './list/run-attacks';

tryAttacks(KEY_ATTACKS, { leaveTraces: true });
