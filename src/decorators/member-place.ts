import { isClass, invalidDecorator, type Place } from './check-options';
import type { AnyClass } from './metadata-storage';

/** Where a property or method decorator stands: the class, the name, and the place for messages. */
export interface MemberPlace {
  readonly owner: AnyClass;
  readonly member: string;
  readonly place: Place;
}

/** @throws HOLON_INVALID_DECORATOR for static and for symbol-named members, which no instance can offer by name */
export function memberPlace(
  decorator: string,
  prototype: object,
  member: string | symbol,
): MemberPlace {
  const isStatic = isClass(prototype);
  // Legacy decorators get the class itself for static members and its prototype for all others.
  const owner = (isStatic ? prototype : prototype.constructor) as AnyClass;
  const place = `${decorator} on ${owner.name}.${String(member)}`;
  if (isStatic) throw invalidDecorator(place, 'it stands on a static member', 'Remove `static`.');
  if (typeof member === 'symbol') {
    throw invalidDecorator(place, 'a symbol names the member', 'Give it a plain name.');
  }
  return { owner, member, place };
}

/** @throws HOLON_INVALID_DECORATOR when `declared` has an entry for the member already */
export function refuseTwice(
  declared: ReadonlyMap<string, unknown>,
  { member, place }: MemberPlace,
): void {
  if (declared.has(member)) {
    throw invalidDecorator(place, 'it stands here twice', 'Remove one of the two.');
  }
}

/** @throws HOLON_INVALID_DECORATOR when the decorated member is no method */
export function refuseNonMethod(
  descriptor: PropertyDescriptor | undefined,
  { place }: MemberPlace,
): void {
  if (typeof descriptor?.value !== 'function') {
    throw invalidDecorator(place, 'this is no method', 'Put the decorator on a method.');
  }
}
