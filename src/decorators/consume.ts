import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import type { ChannelMessage } from '../model/channel-message';
import { channelClass, isChannelClass } from './check-classes';
import {
  OPTIONS,
  type Place,
  count,
  invalidDecorator,
  oneOf,
  shape,
  spanMs,
} from './check-options';
import { memberPlace, refuseNonMethod, refuseTwice } from './member-place';
import type { ConsumeMetadata } from './metadata';
import { ownRecord } from './metadata-storage';

/** What `@Consume` takes. */
export interface ConsumeOptions<To extends AnyChannelClass, Batch extends number> {
  /** Handler calls at a time, on work queues. @defaultValue 1 */
  readonly concurrency?: number;
  /**
   * Most messages of one handler call; the handler then takes an array of them. A batch succeeds or fails as a whole:
   * one message that always fails takes those delivered with it along, also at their last attempt. Leave `batch` out,
   * or catch inside the handler, where messages may fail one by one.
   */
  readonly batch?: Batch;
  /** Channel that the result of each handler call is written to; nothing is written for undefined. */
  readonly to?: To;
  /** Where a reader without a cursor begins, on all other kinds. @defaultValue 'cursor' */
  readonly from?: ConsumeMetadata['from'];
  /** Milliseconds a handler call may take. @defaultValue the channel's claimTimeoutMs */
  readonly timeoutMs?: number;
}

/** What a handler gets beside the message. */
export interface ConsumeContext {
  /** Aborts when the call takes too long, the claim is lost or the system stops. */
  readonly signal: AbortSignal;
  /** 1 at the first delivery; of a batch, that of the message tried most often. */
  readonly attempt: number;
}

type Delivered<From, Batch> = [Batch] extends [never]
  ? ChannelMessage<ContentOf<From>>
  : readonly ChannelMessage<ContentOf<From>>[];

/** The descriptor of `Method`, or the sentence that says what to change about the method. */
type CheckedHandler<Method, From, To, Batch> = Method extends (
  message: Delivered<From, Batch>,
  context: ConsumeContext,
) => infer Result
  ? [To] extends [never]
    ? TypedPropertyDescriptor<Method>
    : [Exclude<Awaited<Result>, void>] extends [never]
      ? 'return what is to be written to the channel in `to`, or leave `to` out'
      : [Exclude<Awaited<Result>, void>] extends [ContentOf<To>]
        ? TypedPropertyDescriptor<Method>
        : 'return the content type of the channel in `to`'
  : 'let the method take (message: ChannelMessage<content of the channel>, context: ConsumeContext), with `batch` (messages: readonly ChannelMessage<…>[], context)';

const checkOptions = shape<ConsumeOptions<AnyChannelClass, number>>({
  concurrency: count,
  batch: count,
  to: channelClass,
  from: oneOf('cursor', 'start', 'now'),
  timeoutMs: spanMs,
});

/**
 * Calls the method with the messages of `channel` for as long as the system runs.
 * @throws HOLON_INVALID_DECORATOR when the class is no channel, an option is wrong or the member is no method
 */
export function Consume<
  From extends AnyChannelClass,
  To extends AnyChannelClass = never,
  Batch extends number = never,
>(
  channel: From,
  options: ConsumeOptions<To, Batch> = {},
): <Method extends (...args: never[]) => unknown>(
  prototype: object,
  method: string,
  descriptor: CheckedHandler<Method, From, To, Batch>,
) => void {
  return (prototype: object, method: string, descriptor: unknown) => {
    const at = memberPlace('@Consume', prototype, method);
    // Whatever the types say of the method, at run time this is its descriptor.
    refuseNonMethod(descriptor as PropertyDescriptor | undefined, at);
    channelClass(at.place, 'the channel', channel);
    checkOptions(at.place, OPTIONS, options);
    refuseMeaningless(at.place, channel, options);
    const { consumed } = ownRecord(at.owner);
    refuseTwice(consumed, at);
    consumed.set(
      method,
      Object.freeze({
        ...options,
        method,
        channel,
        concurrency: options.concurrency ?? 1,
        from: options.from ?? 'cursor',
      }),
    );
  };
}

/** A cursor has one place, and a claim has none. */
function refuseMeaningless(
  place: Place,
  channel: AnyChannelClass,
  { concurrency = 1, from }: ConsumeOptions<AnyChannelClass, number>,
): void {
  if (!isChannelClass(channel)) return;
  if (concurrency > 1 && channel.sharable) {
    throw invalidDecorator(
      place,
      `concurrency is ${concurrency}, but ${channel.name} is read by cursor, one message after the other`,
      'Leave concurrency out, or consume a WorkQueueChannel, which is claimed from.',
    );
  }
  if (from !== undefined && !channel.sharable) {
    throw invalidDecorator(
      place,
      `from is '${from}', but ${channel.name} is claimed from and has no cursor`,
      'Leave from out.',
    );
  }
}
