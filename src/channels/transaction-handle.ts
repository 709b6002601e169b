import type { Principal } from '../model/channel-security';
import type { BaseChannel } from './base-channel';
import type { TransactionHandle } from './channel-handle';
import type { HandleGate } from './create-handle';

/** What a transaction of `caller` needs of `channel`. */
export function createTransactionHandle<T>(
  channel: BaseChannel<T>,
  caller: Principal,
  gate: HandleGate,
): TransactionHandle<T> {
  const { systemId } = caller;
  return {
    systemId,
    async authorizeRead() {
      await channel.authorize(caller, 'read');
    },
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
          await channel.authorize(caller, 'write');
          return channel.writable().writer.prepare(systemId, content, options);
        },
        async prepareMessage(message) {
          gate();
          await channel.authorize(caller, 'write');
          return channel.writable().writer.prepareMessage(systemId, message);
        },
        received: (messages) => runtime.reader.received(messages),
        tokenOf: (id) => runtime.claims.tokenOf(systemId, id),
        nowMs: () => clock.nowMs(),
        checkOpen() {
          runtime.checkOpen();
        },
        madeRoom: (error) => runtime.madeRoom(error),
        failed(error) {
          runtime.failed(error);
        },
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
