// Expected: 'reads' does not exist in type 'Access'
import { channelAccess } from '../../../src/index';
import { Readings } from '../declared';

export const access = channelAccess({ reads: [Readings] });
