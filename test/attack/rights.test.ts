import { RIGHTS_ATTACKS } from './list/rights-attacks';
import { tryAttacks } from './list/run-attacks';

tryAttacks(RIGHTS_ATTACKS, { leaveTraces: false });
