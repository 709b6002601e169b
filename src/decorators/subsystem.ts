import type { AnyChannelClass } from '../model/channel-class';
import { channelList, systemClass, systemList } from './check-classes';
import {
  type Check,
  OPTIONS,
  count,
  identifier,
  shape,
  ticksPerSecond,
  title,
} from './check-options';
import { memberPlace, refuseTwice } from './member-place';
import type { HandedOn, SystemClass } from './metadata';
import { isArrayProperty, ownRecord } from './metadata-storage';

/** What `@Subsystem` takes. */
export interface SubsystemOptions {
  /** What the parent hands on: a list hands on both modes of each channel, an object the modes it names. */
  readonly channels?: readonly AnyChannelClass[] | Partial<HandedOn>;
  /** @defaultValue the id of the subsystem's `@System` */
  readonly id?: string;
  /** @defaultValue the name of the subsystem's `@System` */
  readonly name?: string;
  /** How many of it run side by side. */
  readonly replicas?: number;
  /** @defaultValue that of the subsystem's `@System` */
  readonly ticksPerSecond?: number;
  /** Sibling systems whose inboxes the outbox of this one feeds. */
  readonly next?: readonly SystemClass[];
}

/** `Parent`, or the sentence that says what to change about the property. Private properties cannot be looked at. */
type CheckedProperty<Parent, Key, Child extends SystemClass> = Key extends keyof Parent
  ? Parent[Key] extends InstanceType<Child> | readonly InstanceType<Child>[]
    ? Parent
    : `type the property '${Key & string}' as the class that @Subsystem names, or as a readonly array of it`
  : Parent;

const modes = shape<HandedOn>({ read: channelList, write: channelList });
const handedOn: Check = (place, option, value) => {
  (Array.isArray(value) ? channelList : modes)(place, option, value);
};
const checkOptions = shape<SubsystemOptions>({
  channels: handedOn,
  id: identifier,
  name: title,
  replicas: count,
  ticksPerSecond,
  next: systemList,
});

/**
 * Declares the property as a subsystem that holon builds, starts and stops with its parent.
 * @throws HOLON_INVALID_DECORATOR when the class is no class or an option is wrong
 */
export function Subsystem<Child extends SystemClass>(
  system: Child,
  options: SubsystemOptions = {},
): <Parent extends object, Key extends string>(
  prototype: CheckedProperty<Parent, Key, Child>,
  property: Key,
) => void {
  return (target: unknown, property: string) => {
    const prototype = target as object; // whatever the types say of the property, a decorator gets an object
    const at = memberPlace('@Subsystem', prototype, property);
    systemClass(at.place, 'the class', system);
    checkOptions(at.place, OPTIONS, options);
    const { subsystems } = ownRecord(at.owner);
    refuseTwice(subsystems, at);
    const { channels, next = [], ...others } = options;
    const propertyIsArray = isArrayProperty(prototype, property);
    subsystems.set(
      property,
      Object.freeze({
        ...others,
        property,
        system,
        channels: normalise(channels),
        next: Object.freeze([...next]),
        ...(propertyIsArray === undefined ? {} : { propertyIsArray }),
      }),
    );
  };
}

function normalise(channels: SubsystemOptions['channels'] = []): HandedOn {
  // Array.isArray does not narrow readonly arrays away.
  const isList = (value: typeof channels): value is readonly AnyChannelClass[] =>
    Array.isArray(value);
  const { read = [], write = [] } = isList(channels)
    ? { read: channels, write: channels }
    : channels;
  return Object.freeze({ read: Object.freeze([...read]), write: Object.freeze([...write]) });
}
