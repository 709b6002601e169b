/** One message of a channel. Frozen, content included; `withMetadata` makes changed copies. */
export interface ChannelMessage<T = unknown> {
  /** Unique within its channel; made by holon it is also time-ordered. */
  readonly id: string;
  /** Wall clock at the writer, milliseconds since 1970. */
  readonly timestampMs: number;
  /** The system that wrote it. */
  readonly senderId: string;
  readonly content: T;
  /** Tracing, routing and the like; never interpreted by a channel. */
  readonly metadata: Readonly<Record<string, unknown>>;
  /** Ties a reply to its request. */
  readonly correlationId?: string;
  /** Id of the channel on which an answer is expected. */
  readonly replyTo?: string;
  /** The one system this message is for; absent means all. */
  readonly recipientId?: string;
}

const NO_METADATA: Readonly<Record<string, unknown>> = Object.freeze({});

/** Builds the frozen message. Optional fields that are undefined stay absent. */
export function createMessage<T>(draft: {
  readonly id: string;
  readonly timestampMs: number;
  readonly senderId: string;
  readonly content: T;
  readonly metadata?: Readonly<Record<string, unknown>> | undefined;
  readonly correlationId?: string | undefined;
  readonly replyTo?: string | undefined;
  readonly recipientId?: string | undefined;
}): ChannelMessage<T> {
  const message: {
    id: string;
    timestampMs: number;
    senderId: string;
    content: T;
    metadata: Readonly<Record<string, unknown>>;
    correlationId?: string;
    replyTo?: string;
    recipientId?: string;
  } = {
    id: draft.id,
    timestampMs: draft.timestampMs,
    senderId: draft.senderId,
    content: draft.content,
    metadata: draft.metadata ?? NO_METADATA,
  };
  if (draft.correlationId !== undefined) message.correlationId = draft.correlationId;
  if (draft.replyTo !== undefined) message.replyTo = draft.replyTo;
  if (draft.recipientId !== undefined) message.recipientId = draft.recipientId;
  return Object.freeze(message);
}

/** A copy of `message` whose metadata is merged with `patch`; the patch wins. */
export function withMetadata<T>(
  message: ChannelMessage<T>,
  patch: Readonly<Record<string, unknown>>,
): ChannelMessage<T> {
  return createMessage({ ...message, metadata: Object.freeze({ ...message.metadata, ...patch }) });
}
