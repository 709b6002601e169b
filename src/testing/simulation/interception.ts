import type { BaseChannel } from '../../channels/base-channel';
import { HolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import type { ConsumerSpec } from '../../systems/consumer-spec';
import type { WrapCall } from '../../systems/system-runtime';
import type { HandlerCall } from './ledger';
import type { SeededRandom } from './seeded-random';
import type { SimulationParts } from './store-line';

const USUAL_MS = 2_000;
const HANDLER_SHARE = 1.5;

/** What the simulation must know of the process whose calls it slows down and lets fail. */
export interface CallingProcess {
  readonly isGone: boolean;
  /** Owner of what dies with the process. */
  readonly lifetime: object;
  /** Calls that have not returned. */
  readonly running: Set<RunningCall>;
}

/** A call of a system that has not returned, and how it is told to. */
export interface RunningCall {
  readonly label: string;
  readonly signal: AbortSignal | undefined;
}

/** Wraps the calls of the system `systemId`: slow and failing as the seed says, and known to the ledger. */
export function interceptCalls(
  systemId: string,
  process: CallingProcess,
  parts: SimulationParts,
): WrapCall {
  return (call, method, consumer) => {
    const wrapped = async (...args: never[]): Promise<unknown> => {
      if (process.isGone) return new Promise(() => undefined);
      parts.schedule.activity += 1;
      const label = `${systemId}.${method}`;
      const noted = consumer && noteCall(systemId, consumer, args, parts);
      const running = { label, signal: signalIn(args) };
      process.running.add(running);
      try {
        const result = await disturb(label, consumer, process, parts, () => call(...args));
        if (noted !== undefined) noted.outcome = 'done';
        return result;
      } catch (error) {
        if (noted !== undefined) noted.outcome = 'failed';
        throw error;
      } finally {
        process.running.delete(running);
      }
    };
    return wrapped as unknown as typeof call; // takes what it takes, and whoever calls it awaits it
  };
}

/** Steps and handlers get it in an object, a run as it is. */
function signalIn(args: readonly unknown[]): AbortSignal | undefined {
  for (const one of args) {
    const found = one instanceof AbortSignal ? one : (one as { readonly signal?: unknown }).signal;
    if (found instanceof AbortSignal) return found;
  }
  return undefined;
}

async function disturb(
  label: string,
  consumer: ConsumerSpec | undefined,
  process: CallingProcess,
  parts: SimulationParts,
  call: () => unknown,
): Promise<unknown> {
  const { decisions, trace } = parts;
  const slowness = decisions.take('slowHandler', label);
  const failure = decisions.take('failHandler', label);
  const isRun = label.endsWith('.run');
  const isSlowBefore = slowness !== undefined && slowness.next() < 0.5;
  // A run that has done its work is over; it can only fail before.
  const isFailingBefore = failure !== undefined && (isRun || failure.next() < 0.5);
  if (isSlowBefore && !isRun) await pass(label, slowness, consumer, process, parts);
  if (isFailingBefore) throw failed(label, parts);
  const result = await call();
  if (slowness !== undefined && !isSlowBefore && !isRun) {
    await pass(label, slowness, consumer, process, parts);
  }
  if (failure !== undefined && !isFailingBefore) throw failed(label, parts);
  if (consumer !== undefined) trace.add(`${label} has done its work`);
  return result;
}

/** Takes time, until the faults cease at the latest. */
function pass(
  label: string,
  random: SeededRandom,
  consumer: ConsumerSpec | undefined,
  { lifetime }: CallingProcess,
  { schedule, trace }: SimulationParts,
): Promise<void> {
  const leaseMs = consumer?.claimTimeoutMs ?? 0;
  const isLong = random.next() < 0.5;
  const longestMs = isLong ? Math.max(USUAL_MS, leaseMs * HANDLER_SHARE) : USUAL_MS;
  const slowMs = random.spread(10, longestMs);
  trace.add(`${label} takes ${slowMs} ms`);
  return new Promise((resolve) => {
    schedule.add(`end of ${label}`, 0, resolve, { owner: lifetime, lateMs: slowMs });
  });
}

function failed(label: string, { trace }: SimulationParts): HolonError {
  trace.add(`${label} throws`);
  return new HolonError('HOLON_SIMULATED_FAULT', `The simulation lets ${label} fail`);
}

function noteCall(
  systemId: string,
  consumer: ConsumerSpec,
  [messages, context]: unknown[],
  { ledger, trace }: SimulationParts,
): HandlerCall {
  const { source, maxAttempts, method } = consumer;
  const { attempt } = context as { readonly attempt: number }; // consumers pass a ConsumeContext
  const one = messages as ChannelMessage | readonly ChannelMessage[]; // what consumers pass, alone or as a batch
  const group: readonly ChannelMessage[] = 'id' in one ? [one] : one;
  const { byId } = ledger.channel(source.channelId);
  const call: HandlerCall = {
    systemId,
    channelId: source.channelId,
    messageIds: group.map(({ id }) => id),
    claims: group.map(({ id }) => byId.get(id)?.attempt ?? 0),
    isLastAttempt: attempt >= maxAttempts,
    outcome: 'running',
  };
  ledger.called(call);
  const seqs = call.messageIds.map((id) => byId.get(id)?.seq ?? id).join(', ');
  trace.add(
    `${systemId}.${method} gets message ${seqs} of ${source.channelId}, attempt ${attempt}`,
  );
  return call;
}

/** Lets the ledger know what every write to `channel` was answered. */
export function interceptWrites(channel: BaseChannel, { ledger }: SimulationParts): void {
  for (const method of ['write', 'writeMessage'] as const) {
    const original: BaseChannel['write'] = channel[method].bind(channel);
    const wrapped: BaseChannel['write'] = async (caller, ...rest) => {
      const receipt = await original(caller, ...rest);
      const systemId = typeof caller === 'string' ? caller : caller.systemId;
      ledger.answered(channel.id, systemId, receipt.id);
      return receipt;
    };
    Object.defineProperty(channel, method, { value: wrapped });
  }
}
