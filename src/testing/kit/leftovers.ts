import type { DrainReport } from '../../systems/drain-report';
import type { PendingTimer, VirtualClock } from '../virtual-clock';
import { kitError } from './kit-error';
import type { KeptMessage } from './message-states';
import { showBriefly } from './show-value';

/** What a test may leave behind, where it says so. */
export type Leftover = 'claims' | 'work' | 'timers';

/** One thing that was left behind. */
interface Found {
  readonly kind: Leftover;
  readonly told: string;
}

const CURES: Readonly<Record<Leftover, string>> = {
  claims: 'Settle every claim with ack() or nack(), or let it expire with test.advance(…).',
  work: 'Await every call of the kit, and end what a step or handler awaits; test.advance(…) and test.finish(…) help.',
  timers: 'Cancel every timer of the injected CLOCK in onStop() or dispose().',
};

/** A channel at the end of a test. */
export interface OpenChannel {
  readonly id: string;
  readonly kept: readonly KeptMessage[];
  /** Where a message was claimed; undefined where holon did it. */
  readonly placeOfClaim: (messageId: string) => string | undefined;
}

/** What is open in the channels while the app still runs. */
export function findClaims(channels: readonly OpenChannel[], nowMs: number): readonly Found[] {
  return channels.flatMap(({ id, kept, placeOfClaim }) =>
    kept
      .filter(({ state }) => state === 'claimed')
      .map(({ message, holder = '', untilMs = nowMs }): Found => {
        const leftMs = String(untilMs - nowMs);
        const held = `'${holder}' holds message '${message.id}' of channel '${id}', which expires in ${leftMs} ms`;
        const place = placeOfClaim(message.id);
        const told = `${held}: ${showBriefly(message.content)}${place === undefined ? '' : `, claimed at ${place}`}`;
        return { kind: 'claims', told };
      }),
  );
}

/** Calls of the test that nobody has waited for, and what a drain had to leave. */
export function findWork(unfinished: readonly string[], report: DrainReport): readonly Found[] {
  const calls = unfinished.map((call) => `${call} has not ended`);
  return [...calls, ...report.abandoned].map((told) => ({ kind: 'work', told }));
}

/** Timers that somebody outside of holon still waits for. */
export function findTimers(clock: VirtualClock): readonly Found[] {
  return clock.pending.filter(({ background }) => !background).map((timer) => tell(timer, clock));
}

function tell({ dueMs, setAt }: PendingTimer, clock: VirtualClock): Found {
  const place = setAt === undefined ? '' : `, set at ${setAt}`;
  return { kind: 'timers', told: `a timer due in ${String(dueMs - clock.nowMs())} ms${place}` };
}

/** @throws HOLON_LEFT_BEHIND when something was found that is not allowed */
export function refuseLeftovers(
  name: string,
  found: readonly Found[],
  allowed: readonly Leftover[],
): void {
  const refused = found.filter(({ kind }) => !allowed.includes(kind));
  if (refused.length === 0) return;
  const kinds = [...new Set(refused.map(({ kind }) => kind))];
  const list = refused.map(({ told }) => `  - ${told}`).join('\n');
  const allow = kinds.map((kind) => `'${kind}'`).join(', ');
  throw kitError('HOLON_LEFT_BEHIND', `The test of ${name} has left something behind:\n${list}`, {
    hint: `${kinds.map((kind) => CURES[kind]).join(' ')} Where it is meant: createTestApp(${name}, { allow: [${allow}] }).`,
  });
}
