import { HolonError, isHolonError } from '../../errors/holon-error';
import type { Principal } from '../../model/channel-security';
import type { Eventually } from '../../model/json';
import type { Logger } from '../../observability/logger';
import type { Clock } from '../../util/clock';
import type { EventReader } from './event-reader';
import type { PublicChannel } from './public-channels';

const UNAUTHENTICATED = 401;
const FORBIDDEN = 403;

/** Why a stream must end: a problem that its reader is told, or a failure that is cut off. Undefined where it goes on. */
export type Verdict = HolonError | 'failed' | undefined;

/** Whether the readers of one channel may still read: asked before every page and every comment. */
export class StreamRight {
  constructor(
    private readonly target: PublicChannel,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  judge(principal: Principal): Eventually<Verdict> {
    const { expiresAtMs } = principal;
    if (expiresAtMs !== undefined && expiresAtMs <= this.clock.nowMs()) return tokenEnded();
    if (this.target.security === undefined) return undefined;
    try {
      const asked = this.target.channel.authorize(principal, 'read');
      return asked?.then(
        () => undefined,
        (error: unknown) => this.verdictOf(error),
      );
    } catch (error) {
      return this.verdictOf(error);
    }
  }

  private verdictOf(error: unknown): Verdict {
    if (isHolonError(error, 'HOLON_FORBIDDEN')) return error;
    this.logger.error('http.stream-failed', { error });
    return 'failed';
  }
}

/** Ends the stream of a reader as `verdict` says. */
export function endBy(reader: EventReader, verdict: HolonError | 'failed'): void {
  if (verdict === 'failed') reader.cut();
  else reader.end(verdict, verdict.code === 'HOLON_UNAUTHENTICATED' ? UNAUTHENTICATED : FORBIDDEN);
}

/** The token with which a stream was opened has ended. */
export function tokenEnded(): HolonError {
  return new HolonError('HOLON_UNAUTHENTICATED', 'The token has ended');
}
