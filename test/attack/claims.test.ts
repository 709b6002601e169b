import { CLAIM_OWNER_ATTACKS } from './list/claims-attacks';
import { tryAttacks } from './list/run-attacks';

tryAttacks(CLAIM_OWNER_ATTACKS, { leaveTraces: true });
