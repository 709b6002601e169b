import type { ChannelSecurity, Principal } from '../model/channel-security';
import { isSystemId } from '../util/system-id';

/** Who gives no name, or none that can be one. */
const ANONYMOUS: Principal = Object.freeze({ systemId: 'anonymous', role: 'admin' });

/**
 * Lets everybody do everything, and believes callers who they are: the token is the name. For loopback and for apps
 * behind something else that checks.
 */
export class OpenSecurity implements ChannelSecurity {
  readonly trustsCallers = true;

  /** The token as name; `anonymous` without one, or where it can be no name. */
  authenticate(token: string | undefined): Principal {
    return isSystemId(token) ? { systemId: token, role: 'admin' } : ANONYMOUS;
  }

  authorize(): boolean {
    return true;
  }
}
