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
    ensure(ability, operation) {
      channel.ensure(ability, operation);
    },
    join() {
      const runtime = channel.active();
      const { clock, store } = runtime.environment;
      return {
        store,
        log: runtime.log,
        async prepare(content, options) {
          gate();
          return channel.writable().writer.prepare(systemId, content, options);
        },
        async prepareMessage(message) {
          gate();
          return channel.writable().writer.prepareMessage(systemId, message);
        },
        received: (messages) => runtime.observation.received(messages),
        tokenOf: (id) => runtime.claims.tokenOf(systemId, id),
        nowMs: () => clock.nowMs(),
        checkOpen() {
          runtime.checkOpen();
        },
        madeRoom: (error) => runtime.madeRoom(error),
        async publish({ seq, message, visibleAtMs }) {
          await runtime.publish(message, seq, visibleAtMs, clock.nowMs());
        },
        settled(settlement) {
          runtime.settled(settlement);
        },
      };
    },
  };
}
