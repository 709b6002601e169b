import type { ConsumerSpec } from '../../systems/consumer-spec';
import type { SystemRuntime } from '../../systems/system-runtime';
import type { ChannelLedger } from './channel-ledger';
import type { SimulatedProcess } from './simulated-process';
import type { SimulationParts } from './store-line';

/** Shorter than any poll of holon, longer than anything that passes by itself. */
const PATIENCE_MS = 2_000;
const EVERY_MS = 500;

/**
 * Looks for consumers that sleep while there is work for them: a message has been ready for longer than anything holds
 * up who is awake, no fault has come in between, and no handler of the system runs or waits to try again.
 */
export class Wakefulness {
  private nextLookMs = 0;
  /** Until when each system is known to have been at work. */
  private readonly busyMs = new Map<SystemRuntime, number>();

  constructor(private readonly parts: SimulationParts) {}

  /** Before time moves to `untilMs`: who still sleeps then has missed its wake-up. */
  look(process: SimulatedProcess, untilMs: number): void {
    const { decisions, schedule } = this.parts;
    for (const runtime of process.runtimes) {
      if (isBusy(runtime)) this.busyMs.set(runtime, untilMs);
    }
    if (untilMs < this.nextLookMs || process.state !== 'running') return;
    this.nextLookMs = schedule.nowMs + EVERY_MS;
    const restSinceMs = Math.max(process.runningSinceMs, decisions.disturbedUntilMs);
    if (untilMs - restSinceMs < PATIENCE_MS) return;
    for (const runtime of process.runtimes) {
      if (isBusy(runtime) || runtime.state !== 'running') continue;
      const sinceMs = Math.max(restSinceMs, this.busyMs.get(runtime) ?? 0);
      for (const consumer of runtime.spec.consumers) this.ask(consumer, sinceMs, untilMs);
    }
  }

  private ask(consumer: ConsumerSpec, restSinceMs: number, untilMs: number): void {
    const { method, source, systemId } = consumer;
    const channel = this.parts.ledger.channel(source.channelId);
    const waiting = source.isClaimsOnly
      ? firstWaiting(channel, untilMs)
      : readerIsNew(channel, consumer)
        ? undefined
        : channel.readers.waitingFor(systemId, untilMs);
    if (waiting === undefined || channel.hasSeen(systemId, waiting.record)) return;
    if (untilMs - Math.max(restSinceMs, waiting.sinceMs) < PATIENCE_MS) return;
    const elapsedMs = (atMs: number): number => Math.round(atMs - this.parts.schedule.startMs);
    this.parts.ledger.report(
      'wakeup',
      `${channel.named(waiting.record)} is ready since ${elapsedMs(waiting.sinceMs)} ms, and ` +
        `'${systemId}.${method}' still sleeps at ${elapsedMs(untilMs)} ms`,
    );
  }
}

function isBusy(runtime: SystemRuntime): boolean {
  const { handlersRunning, handlersBackingOff } = runtime.health();
  return handlersRunning + handlersBackingOff > 0;
}

/** Somebody who begins with what comes from now on waits for nothing before he has begun. */
export function readerIsNew(channel: ChannelLedger, { from, systemId }: ConsumerSpec): boolean {
  return from === 'now' && !channel.readers.knows(systemId);
}

function firstWaiting(channel: ChannelLedger, nowMs: number) {
  for (const record of channel.byId.values()) {
    const sinceMs = channel.waitingSinceMs(record, nowMs);
    if (sinceMs !== undefined) return { record, sinceMs };
  }
  return undefined;
}
