import type { ChannelMessage } from '../../model/channel-message';
import type { ConsumerSpec } from '../../systems/consumer-spec';
import type { WrapCall } from '../../systems/system-runtime';
import { type CallingProcess, disturb, faultsOf } from './call-faults';
import type { HandlerCall } from './ledger';
import type { SimulationParts } from './store-line';

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
      const faults = faultsOf(label, parts, method === 'run');
      try {
        const result = await disturb(label, faults, consumer, process, parts, () => call(...args));
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
