// Expected: Argument of type 'typeof Mail' is not assignable to parameter of type 'typeof Readings | typeof Jobs'
import type { ChannelClient } from '../../../src/index';

import { Mail, type owning } from '../declared';

export function step(client: ChannelClient<typeof owning>): void {
  client.host(Mail);
}
