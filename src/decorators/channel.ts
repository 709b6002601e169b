import { HolonError, isHolonError } from '../errors/holon-error';
import type { AnyChannelClass, ContentOf } from '../model/channel-class';
import type { ChannelKind } from '../model/channel-info';
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
  must,
  oneOf,
  shape,
  show,
  spanMs,
  text,
  title,
  type Check,
  type Place,
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

const CHECKS = {
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
  observers: must('an observer { onSend?, onReceive? } or an array of them', (value) =>
    [value].flat().every((one) => hasMethod(one, 'onSend') || hasMethod(one, 'onReceive')),
  ),
  security: must(
    'a ChannelSecurity { authenticate, authorize }',
    (value) => hasMethod(value, 'authenticate') && hasMethod(value, 'authorize'),
  ),
} satisfies Record<keyof ChannelDecoratorOptions, Check>;

const checkDecorator = shape<ChannelDecoratorOptions>(CHECKS, ['id']);
/** What only `new` takes. */
const checkNew = shape<typeof CHECKS & Record<'store' | 'clock' | 'ids' | 'logger', Check>>({
  ...CHECKS,
  // No command line and no address has to name such a channel.
  id: title,
  store: must(
    'the address of a store or a store',
    (value) => typeof value === 'string' || hasMethod(value, 'open'),
  ),
  clock: must('a Clock', (value) => hasMethod(value, 'nowMs')),
  ids: must('an IdSource', (value) => hasMethod(value, 'next')),
  logger: must('a Logger', (value) => hasMethod(value, 'info')),
});

const ONLY_ON = [
  ['periodMs', 'periodic'],
  ['registrationTtlMs', 'discovery'],
] as const;

/** Checks what a channel made with `new` is given, as `@Channel` checks its options. @throws HOLON_INVALID_ARGUMENT */
export function checkChannelOptions(
  options: Partial<ChannelDecoratorOptions>,
  channelClass: { readonly name: string; readonly kind: ChannelKind },
): void {
  const place = `new ${channelClass.name}`;
  try {
    checkNew(place, OPTIONS, options);
    checkMeaning(place, options, channelClass.kind);
  } catch (error) {
    if (!isHolonError(error, 'HOLON_INVALID_DECORATOR')) throw error;
    const { hint, message } = error;
    throw new HolonError('HOLON_INVALID_ARGUMENT', message, { hint });
  }
}

function checkMeaning(
  place: Place,
  options: Partial<ChannelDecoratorOptions>,
  ownKind: ChannelKind,
): void {
  for (const [option, kind] of ONLY_ON) {
    if (options[option] === undefined || ownKind === kind) continue;
    throw invalidDecorator(
      place,
      `${option} has no meaning on a ${ownKind} channel`,
      `Remove ${option}, or extend the ${kind} channel.`,
    );
  }
}

function hasMethod(value: unknown, name: string): boolean {
  return (
    typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function'
  );
}

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
    checkDecorator(place, OPTIONS, options);
    checkMeaning(place, options, target.kind);
    if (record.channel !== undefined) {
      throw invalidDecorator(place, 'it stands here twice', 'Remove one of the two.');
    }
    record.channel = Object.freeze({ ...options, name: options.name ?? options.id });
  };
}
