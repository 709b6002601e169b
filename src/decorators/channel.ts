import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import type { StandardSchemaV1 } from '../model/standard-schema';
import type { ContentType, DtoClass } from './declarations';
import { isChannelClass } from './check-classes';
import {
  OPTIONS,
  contentType,
  count,
  identifier,
  invalidDecorator,
  isClass,
  oneOf,
  shape,
  show,
  spanMs,
  text,
  title,
} from './check-options';
import type { ChannelMetadata } from './metadata';
import { ownRecord } from './metadata-storage';

/** What `@Channel` takes; limits that are left out get the defaults of the channel's kind. */
export interface ChannelDecoratorOptions<
  Id extends string = string,
  Content extends ContentType = ContentType,
> extends Omit<ChannelMetadata, 'id' | 'name' | 'content'> {
  readonly id: Id;
  /** @defaultValue the id */
  readonly name?: string;
  /** What describes the content; nothing is checked where it is left out. */
  readonly content?: Content;
}

/** The type of the content that `Described` describes. */
type Described<Content> =
  Content extends StandardSchemaV1<unknown, infer T>
    ? T
    : Content extends DtoClass<infer T>
      ? T
      : never;

/** `C`, or the sentence that says what to change about it. */
type CheckedChannel<C, Id extends string, Content> = C extends abstract new (...args: never[]) => {
  readonly id: infer Own extends string;
}
  ? string extends Own
    ? `name the id in the class: extends …Channel<Content, '${Id}'>`
    : [Own, Id] extends [Id, Own]
      ? ContentType extends Content
        ? C
        : [ContentOf<C>, Described<Content>] extends [Described<Content>, ContentOf<C>]
          ? C
          : 'the class carries another content type than `content` describes: make them one type'
      : `the class says the id '${Own}' and @Channel says '${Id}': make them equal`
  : never;

const checkOptions = shape<ChannelDecoratorOptions>(
  {
    id: identifier,
    name: title,
    description: text,
    visibility: oneOf('private', 'public'),
    content: contentType,
    retention: shape({ maxAgeMs: spanMs, maxCount: count }),
    capacity: count,
    claimTimeoutMs: spanMs,
    maxAttempts: count,
    periodMs: spanMs,
    concurrency: count,
    subscriberTimeoutMs: spanMs,
    maintenanceIntervalMs: spanMs,
    registrationTtlMs: spanMs,
  },
  ['id'],
);

const ONLY_ON = [
  ['periodMs', 'periodic'],
  ['registrationTtlMs', 'discovery'],
] as const;

/**
 * Declares a class that extends a kind of channel as a channel of holon. On a subclass it replaces what is inherited.
 * @throws HOLON_INVALID_DECORATOR when an option is wrong or the class is no channel
 */
export function Channel<const Id extends string, Content extends ContentType = ContentType>(
  options: ChannelDecoratorOptions<Id, Content>,
): <C extends AnyChannelClass>(target: CheckedChannel<C, Id, Content>) => void {
  return (target: unknown) => {
    const place = `@Channel on ${isClass(target) ? target.name : show(target)}`;
    if (!isChannelClass(target)) {
      throw invalidDecorator(
        place,
        'this is not a channel class',
        "Let the class extend a kind of channel: extends BroadcastChannel<Content, 'id'>.",
      );
    }
    const record = ownRecord(target);
    checkOptions(place, OPTIONS, options);
    for (const [option, kind] of ONLY_ON) {
      if (options[option] === undefined || target.kind === kind) continue;
      throw invalidDecorator(
        place,
        `${option} has no meaning on a ${target.kind} channel`,
        `Remove ${option}, or extend the ${kind} channel.`,
      );
    }
    if (record.channel !== undefined) {
      throw invalidDecorator(place, 'it stands here twice', 'Remove one of the two.');
    }
    record.channel = Object.freeze({ ...options, name: options.name ?? options.id });
  };
}
