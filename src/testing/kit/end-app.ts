import type { BaseChannel } from '../../channels/base-channel';
import { DRAIN_TIMEOUT_MS } from '../../systems/system-tree';
import type { TestAppParts } from '../test-app';
import { drive } from './drive';
import { findClaims, findTimers, findWork, type Leftover, refuseLeftovers } from './leftovers';
import { keptMessages } from './message-states';

/** Drains the app of a test in virtual time. @throws HOLON_LEFT_BEHIND when the test has left more than it may */
export async function endApp(
  { app, calls, clock, ownsClock, store, tested }: TestAppParts,
  channels: readonly BaseChannel[],
  allowed: readonly Leftover[],
): Promise<void> {
  const { unfinished } = calls;
  await clock.settle();
  const kept = channels.map(({ id }) => {
    const log = store.logOf(id);
    return {
      id,
      kept: log === undefined ? [] : keptMessages(log.inner, clock.nowMs()),
      placeOfClaim: (messageId: string) => log?.placeOfClaim(messageId),
    };
  });
  const claims = findClaims(kept, clock.nowMs());
  const draining = calls.app(() => app.drain());
  const withinMs = 2 * DRAIN_TIMEOUT_MS;
  const report = await drive(draining, { clock, what: 'The drain', withinMs });
  const timers = ownsClock ? findTimers(clock) : [];
  const work = findWork(unfinished, report);
  refuseLeftovers(tested.name, [...work, ...claims, ...timers], allowed);
}
