import type { Eventually } from '../model/json';

interface Envelope {
  /** Tracing, routing and the like; never interpreted by a queue. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Tells the sender that the work is done; the receiver calls it: `await message.ack?.()`. */
  readonly ack?: (() => Eventually<void>) | undefined;
}

/** A message that carries work. */
export interface ContentMessage<T = unknown> extends Envelope {
  readonly content: T;
  readonly isShutdown: false;
}

/** Asks the receiver to finish what it has and stop. */
export interface ShutdownMessage extends Envelope {
  readonly content: undefined;
  readonly isShutdown: true;
}

/** What a queue hands out: look at `isShutdown` before `content`. Passed by reference, so content may be anything. */
export type QueueMessage<T = unknown> = ContentMessage<T> | ShutdownMessage;

/** What goes with the content of a message. */
export type QueueMessageOptions = Partial<Envelope>;

const NO_METADATA: Envelope['metadata'] = Object.freeze({});

/** Builds a message around `content`. */
export function queueMessage<T>(content: T, options: QueueMessageOptions = {}): ContentMessage<T> {
  // always the same four fields: V8 then keeps one shape for all messages
  return {
    content,
    metadata: options.metadata ?? NO_METADATA,
    ack: options.ack,
    isShutdown: false,
  };
}

/** Builds the message that asks one receiver to stop; `shutdown()` of a queue reaches all of them. */
export function shutdownMessage(options: QueueMessageOptions = {}): ShutdownMessage {
  return {
    content: undefined,
    metadata: options.metadata ?? NO_METADATA,
    ack: options.ack,
    isShutdown: true,
  };
}

/** A copy of `message` with other content, and with `metadata` merged over its own. */
export function cloneMessage<T>(
  message: ContentMessage,
  patch: { readonly content: T; readonly metadata?: Envelope['metadata'] },
): ContentMessage<T>;
export function cloneMessage<M extends QueueMessage>(
  message: M,
  patch: { readonly metadata?: Envelope['metadata'] },
): M;
export function cloneMessage(
  message: QueueMessage,
  patch: { readonly content?: unknown; readonly metadata?: Envelope['metadata'] },
): QueueMessage {
  const metadata = { ...message.metadata, ...patch.metadata };
  if (message.isShutdown || !('content' in patch)) return { ...message, metadata };
  return { ...message, content: patch.content, metadata };
}
