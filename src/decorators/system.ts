import type { Access, HoldsAccess } from '../model/channel-access';
import { accessLists, freezeAccess } from './channel-access';
import {
  type Check,
  OPTIONS,
  count,
  identifier,
  invalidDecorator,
  isClass,
  shape,
  show,
  text,
  ticksPerSecond,
  title,
} from './check-options';
import { checkConsumers } from './check-consumers';
import { providerList } from './check-provider';
import type { Provider } from './declarations';
import type { Supervision, SystemClass, SystemMetadata } from './metadata';
import { ownRecord } from './metadata-storage';
import { DEFAULT_SUPERVISION, supervisionOptions } from './supervision';
import { checkParameters } from './type-info';

/** What `@System` takes. */
export interface SystemOptions<A extends Access = Access> {
  readonly id: string;
  /** @defaultValue the id */
  readonly name?: string;
  readonly description?: string;
  /** What the system may touch. @defaultValue nothing */
  readonly channels?: A;
  /** How often `step()` is called. @defaultValue 1 */
  readonly ticksPerSecond?: number;
  /** What the system and its subsystems are given besides what the app provides. */
  readonly providers?: readonly Provider[];
  /** Gives the system an inbox of its own, of `capacity` messages where one is named. */
  readonly inbox?: true | { readonly capacity?: number };
  readonly supervision?: Partial<Supervision>;
}

/** Never, or the sentence that says what to change: `T` is the client of other channels than `A`. */
type WrongAccess<T, A> =
  NonNullable<T> extends HoldsAccess<infer B>
    ? 0 extends 1 & B
      ? 'name the access of the client: any would allow every channel; write ChannelClient<typeof access>'
      : unknown extends B
        ? never
        : [A, B] extends [B, A]
          ? never
          : 'the constructor takes the client of other channels than `channels` declares: write ChannelClient<typeof access> with the access given to @System'
    : never;

type WrongClient<Parameters extends readonly unknown[], A> = {
  [K in keyof Parameters]-?: WrongAccess<Parameters[K], A>;
}[number];

/** The same for what the class extends: `BaseSystem<typeof access>`, or `BaseSystem` alone, which has no channels. */
type WrongBase<Instance, A> =
  Instance extends HoldsAccess<infer B>
    ? 0 extends 1 & B
      ? 'name the access of the system: write extends BaseSystem<typeof access>'
      : unknown extends B
        ? never
        : [keyof B] extends [never]
          ? never
          : [A, B] extends [B, A]
            ? never
            : 'the class extends the BaseSystem of other channels than `channels` declares: write extends BaseSystem<typeof access> with the access given to @System'
    : never;

type Wrong<C extends SystemClass, A> =
  WrongClient<ConstructorParameters<C>, A> | WrongBase<InstanceType<C>, A>;

/** `C`, or the sentence that says what to change about it. */
type CheckedSystem<C extends SystemClass, A> = [Wrong<C, A>] extends [never] ? C : Wrong<C, A>;

const inboxShape = shape<{ capacity?: number }>({ capacity: count });
const inbox: Check = (place, option, value) => {
  if (value !== true) inboxShape(place, option, value);
};
const checkOptions = shape<SystemOptions>(
  {
    id: identifier,
    name: title,
    description: text,
    channels: accessLists,
    ticksPerSecond,
    providers: providerList,
    inbox,
    supervision: supervisionOptions,
  },
  ['id'],
);

/**
 * Declares the class as a system. On a subclass it replaces what is inherited; a subclass without it is the same
 * system as its parent.
 * @throws HOLON_INVALID_DECORATOR when an option is wrong, or a consumer does not fit the declared channels
 * @throws HOLON_NO_TYPE_INFO when a constructor parameter names nothing to inject
 */
export function System<const A extends Access = Access>(
  options: SystemOptions<A>,
): <C extends SystemClass>(target: CheckedSystem<C, A>) => void {
  return (target: unknown) => {
    if (!isClass(target)) {
      throw invalidDecorator('@System', `${show(target)} is no class`, 'Put it on a class.');
    }
    const place = `@System on ${target.name}`;
    const record = ownRecord(target);
    checkOptions(place, OPTIONS, options);
    const channels = freezeAccess(options.channels ?? {});
    if (record.system !== undefined) {
      throw invalidDecorator(place, 'it stands here twice', 'Remove one of the two.');
    }
    checkConsumers(target, place, channels);
    checkParameters(target);
    record.system = describe(options, channels);
  };
}

function describe(options: SystemOptions, channels: Access): SystemMetadata {
  const { id, inbox: box } = options;
  return Object.freeze({
    id,
    name: options.name ?? id,
    description: options.description ?? '',
    channels,
    ticksPerSecond: options.ticksPerSecond ?? 1,
    providers: Object.freeze([...(options.providers ?? [])]),
    ...(box === undefined ? {} : { inbox: Object.freeze(box === true ? {} : { ...box }) }),
    supervision: Object.freeze({ ...DEFAULT_SUPERVISION, ...options.supervision }),
  });
}
