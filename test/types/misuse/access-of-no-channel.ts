// Expected: Type 'typeof Reading' is not assignable to type 'AnyChannelClass'
import { channelAccess } from '../../../src/index';
import { Reading } from '../declared';

export const access = channelAccess({ read: [Reading] });
