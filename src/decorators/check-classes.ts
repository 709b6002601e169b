import type { AnyChannelClass } from '../model/channel-class';
import type { ChannelKind } from '../model/channel-info';
import { type Check, invalidDecorator, isClass, listOf, must } from './check-options';

/** The static marks by which decorators tell a channel class, without importing the classes that run. */
export interface ChannelMarks {
  readonly isHolonChannel: true;
  readonly kind: ChannelKind;
  /** Read by cursor: every reader sees every message. */
  readonly sharable: boolean;
  /** Claimed from: every message has one holder. */
  readonly claimable: boolean;
}

/** Whether `value` is a class that extends a kind of channel. */
export function isChannelClass(value: unknown): value is AnyChannelClass & ChannelMarks {
  return isClass(value) && 'isHolonChannel' in value && value.isHolonChannel === true;
}

export const channelClass = classCheck(
  'a channel class (one that extends BroadcastChannel, WorkQueueChannel or another kind)',
  isChannelClass,
);
export const systemClass = classCheck('a system class', (value) => {
  return isClass(value) && !isChannelClass(value);
});
export const channelList = listOf(channelClass);
export const systemList = listOf(systemClass);

/** A class that is undefined while a decorator runs is imported in a circle, and that needs another cure. */
function classCheck(expected: string, accepts: (value: unknown) => boolean): Check {
  const check = must(expected, accepts);
  return (place, option, value) => {
    if (value === undefined) {
      throw invalidDecorator(
        place,
        `${option} is undefined: it is missing, or its file and this one import each other`,
        `Give ${option} ${expected}; move what both files need into a third one.`,
      );
    }
    check(place, option, value);
  };
}
