import type { Logger } from '../observability/logger';
import type { ChannelEnvironment } from './channel-environment';
import type { ChannelRuntime } from './channel-runtime';
import type { ReleaseResult } from './held-claims';
import { within } from './within';

/** How long a drain may take. */
export interface ChannelDrainOptions {
  /** @defaultValue 5 000 */
  readonly timeoutMs?: number;
  /** Milliseconds for `onStop` alone. @defaultValue what is left of timeoutMs */
  readonly onStopTimeoutMs?: number;
  /** Milliseconds to give claims back. @defaultValue what is left of timeoutMs, and 1 000 at least */
  readonly releaseTimeoutMs?: number;
}

/** A store that works has answered by then, so that a drain without time gives back what it can. */
export const RELEASE_MS = 1_000;

/** What a drain had to leave. */
export interface ChannelDrainResult {
  readonly completed: boolean;
  /** Messages whose claims were given back to the queue. */
  readonly released: readonly string[];
  /** Messages whose claims the store did not take back; they end by themselves. */
  readonly unreleased: readonly string[];
  /** Systems whose subscription handlers or loops over a stream were still at work at the deadline. */
  readonly busySubscribers: readonly string[];
  /** Hooks of the channel itself that still ran at the deadline: a pull, `onMessage` or `onStop`. */
  readonly busyHooks: readonly ('pull' | 'message' | 'stop')[];
  /** Whether the store had not answered claims and settlements in time: they end by themselves. */
  readonly isStoreBusy?: true;
}

export const NOTHING_LEFT: ChannelDrainResult = {
  completed: true,
  released: [],
  unreleased: [],
  busySubscribers: [],
  busyHooks: [],
};

/**
 * Lets what works on a channel come to its end, in time or not, and then runs `onStop`; the log stays open.
 * @param guarded runs a step of the stop; what that throws goes to `onError`
 */
export async function drainRuntime(
  runtime: ChannelRuntime,
  onStop: () => unknown,
  guarded: (run: () => unknown) => Promise<void>,
  {
    clock,
    logger,
    timeoutMs,
    onStopTimeoutMs,
    releaseTimeoutMs,
  }: Pick<ChannelEnvironment, 'clock' | 'logger'> &
    ChannelDrainOptions & { readonly timeoutMs: number },
): Promise<ChannelDrainResult> {
  const untilMs = clock.monotonicMs() + timeoutMs;
  await within(runtime.quiesce(), timeoutMs, clock);
  const { busyBackground, busyOnMessage } = runtime;
  const busySubscribers = [...new Set([...runtime.busySubscribers, ...runtime.busyStreams])];
  const leftToRelease = releaseTimeoutMs ?? Math.max(RELEASE_MS, untilMs - clock.monotonicMs());
  const result: ReleaseResult = { released: [], unreleased: [] };
  const releasing = guarded(() => releaseClaims(runtime, result, logger));
  const isStoreBusy = !(await within(releasing, leftToRelease, clock));
  const released = [...result.released];
  const unreleased = [...result.unreleased.map(({ id }) => id)];
  if (isStoreBusy) unreleased.push(...runtime.claims.giveUp());
  const leftMs = onStopTimeoutMs ?? Math.max(0, untilMs - clock.monotonicMs());
  const isStopped = await within(guarded(onStop), leftMs, clock);
  if (!isStopped) logger.warn('channel.on-stop-slow', { waitedMs: leftMs });
  const busyHooks = [
    ...(busyBackground ? (['pull'] as const) : []),
    ...(busyOnMessage ? (['message'] as const) : []),
    ...(isStopped ? [] : (['stop'] as const)),
  ];
  const left = [...busySubscribers, ...busyHooks, ...released, ...unreleased];
  return {
    completed: left.length === 0 && !isStoreBusy,
    released,
    unreleased,
    busySubscribers,
    busyHooks,
    ...(isStoreBusy ? { isStoreBusy } : {}),
  };
}

/** Gives back what is claimed and what the store is about to give out; notes the ids of those that were held. */
async function releaseClaims(
  { claimer, claims }: ChannelRuntime,
  result: ReleaseResult,
  logger: Logger,
): Promise<void> {
  await claimer.whenAnswered();
  await claims.whenAnswered();
  await claims.releaseAll(result);
  for (const { id: messageId, error } of result.unreleased) {
    logger.error('claim.release-failed', { messageId, error });
  }
}
