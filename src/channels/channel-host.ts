import { HolonError } from '../errors/holon-error';
import type { ChannelHost } from './channel-handle';
import type { ChannelRuntime } from './channel-runtime';
import { checkCount, checkIds, checkLimit, checkSpan } from './check-arguments';

const DEAD_LIMIT = 100;

/** The host operations of a started channel. */
export function createChannelHost(runtime: ChannelRuntime): ChannelHost {
  const { log, maintenance } = runtime;
  return {
    async clear(filter = {}) {
      return log.clear(filter);
    },
    async evict({ beforeMs, maxCount } = {}) {
      if (beforeMs === undefined && maxCount === undefined) {
        throw new HolonError('HOLON_INVALID_ARGUMENT', 'evict needs beforeMs or maxCount');
      }
      return maintenance.evict({
        ...(beforeMs === undefined ? {} : { beforeMs: checkSpan(beforeMs, 'beforeMs', 'evict') }),
        ...(maxCount === undefined ? {} : { maxCount: checkCount(maxCount, 'maxCount', 'evict') }),
      });
    },
    async remove(ids) {
      return log.remove(checkIds(ids, 'remove'));
    },
    async dead(options = {}) {
      const letters = await log.dead(
        options.limit === undefined ? DEAD_LIMIT : checkLimit(options.limit, 'dead'),
      );
      return letters.map(({ message, attempt, reason }) =>
        Object.freeze({ ...message, attempt, ...(reason === undefined ? {} : { reason }) }),
      );
    },
    async redrive(ids) {
      const redriven = await log.redrive(checkIds(ids, 'redrive'));
      if (redriven.length > 0) runtime.mayHaveChanged();
      return redriven;
    },
    async stats() {
      const nowMs = runtime.environment.clock.nowMs();
      if (maintenance.isDue(nowMs)) await maintenance.enforce();
      return log.stats(nowMs);
    },
  };
}
