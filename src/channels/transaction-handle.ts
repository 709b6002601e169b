import type { BaseChannel } from './base-channel';
import type { TransactionHandle } from './channel-handle';
import type { HandleGate } from './create-handle';

/** What a transaction of `systemId` needs of `channel`. */
export function createTransactionHandle<T>(
  channel: BaseChannel<T>,
  systemId: string,
  gate: HandleGate,
): TransactionHandle<T> {
  return {
    systemId,
    get store() {
      return channel.active().environment.store;
    },
    get log() {
      return channel.active().log;
    },
    async prepare(content, options) {
      gate();
      const runtime = channel.writable();
      const nowMs = runtime.environment.clock.nowMs();
      const message = await runtime.writer.message(systemId, content, options, nowMs);
      return { message, append: runtime.writer.appendOptions(options, nowMs) };
    },
    async prepareMessage(message) {
      gate();
      const stored = await channel.writable().writer.direct(systemId, message);
      return { message: stored, append: {} };
    },
    async publish({ seq, message, visibleAtMs }) {
      const runtime = channel.active();
      await runtime.publish(message, seq, visibleAtMs, runtime.environment.clock.nowMs());
    },
    settled(settlement) {
      channel.active().settled(settlement);
    },
    ensure(ability, operation) {
      channel.ensure(ability, operation);
    },
    nowMs: () => channel.active().environment.clock.nowMs(),
  };
}
