import type { ChannelHandle } from '../channels/channel-handle';
import type { ConsumeContext } from '../decorators/consume';
import type { ChannelMessage } from '../model/channel-message';
import type { Logger } from '../observability/logger';
import type { Clock } from '../util/clock';
import type { PauseGate } from './pause-gate';

/** One `@Consume` method, ready to run. */
export interface ConsumerSpec {
  readonly systemId: string;
  readonly method: string;
  readonly source: ChannelHandle;
  /** Where results go. */
  readonly target?: ChannelHandle;
  readonly concurrency: number;
  readonly batch?: number;
  readonly from: 'cursor' | 'start' | 'now';
  /** Milliseconds a handler call may take. */
  readonly timeoutMs?: number;
  readonly claimTimeoutMs: number;
  readonly maxAttempts: number;
  /** Calls the method with one message, or with an array when `batch` is set. */
  readonly handle: (
    messages: ChannelMessage | readonly ChannelMessage[],
    context: ConsumeContext,
  ) => unknown;
}

/** What a consumer runs on. */
export interface ConsumerEnvironment {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Says when no new messages are to be taken. */
  readonly gate: PauseGate;
  /** Aborts when handlers under way are given up. */
  readonly aborting: AbortSignal;
}
