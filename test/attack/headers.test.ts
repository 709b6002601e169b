import { HEADER_ATTACKS } from './list/header-attacks';
import { tryAttacks } from './list/run-attacks';

tryAttacks(HEADER_ATTACKS, { leaveTraces: false });
