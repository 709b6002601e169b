import { HIDDEN_ATTACKS } from './list/hidden-attacks';
import { tryAttacks } from './list/run-attacks';

tryAttacks(HIDDEN_ATTACKS, { leaveTraces: false });
