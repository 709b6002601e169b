import { HolonError } from '../errors/holon-error';
import type { JsonValue } from '../model/json';
import { defineField } from './define-field';
import { fieldPath } from './field-path';

/** Levels of nesting a value may have; deeper ones exhaust the stack of whoever walks them next. */
export const MAX_DEPTH = 100;

export interface SnapshotOptions {
  /** What the value is called in the message of an error. @defaultValue 'content' */
  readonly name?: string;
  /** @defaultValue 100 */
  readonly maxDepth?: number;
}

/** Where the walk is: a container and the way to it. Written out as a path only when something is refused. */
interface Place {
  readonly container: object;
  readonly key: string | number;
  readonly parent: Place | undefined;
}

const DEFAULTS: SnapshotOptions = Object.freeze({});

/**
 * A deeply frozen copy of `value`, equal to what a round trip through JSON gives: `toJSON` is called, undefined
 * properties are left out, -0 becomes 0, instances give their own enumerable fields. A value that JSON would lose or
 * change otherwise is refused.
 *
 * Nothing is remembered of copies made before: copying a small value again costs less than looking it up.
 * @throws HOLON_NOT_SERIALISABLE
 */
export function snapshot(value: unknown, options: SnapshotOptions = DEFAULTS): JsonValue {
  const name = options.name ?? 'content';
  try {
    return copyValue(value, name, undefined, options.maxDepth ?? MAX_DEPTH);
  } catch (error) {
    if (error instanceof HolonError) throw error;
    throw new HolonError('HOLON_NOT_SERIALISABLE', `${name} could not be read: ${String(error)}`, {
      cause: error,
    });
  }
}

function copyValue(
  value: unknown,
  key: string | number,
  parent: Place | undefined,
  room: number,
): JsonValue {
  switch (typeof value) {
    case 'string':
    case 'boolean':
      return value;
    case 'number':
      if (value - value !== 0) throw refusal(parent, key, `is ${String(value)}`);
      return value + 0; // -0 is 0 in JSON
    case 'object':
      return value === null ? null : copyObject(value, key, parent, room);
    case 'undefined':
      throw refusal(parent, key, 'is undefined');
    default:
      throw refusal(parent, key, `is a ${typeof value}`);
  }
}

function copyObject(
  source: object,
  key: string | number,
  parent: Place | undefined,
  room: number,
): JsonValue {
  const place: Place = { container: source, key, parent };
  if (room <= 0) throw tooDeep(place);
  const convert = (source as { toJSON?: unknown }).toJSON; // any object may have one
  if (typeof convert === 'function') {
    checkConvertible(source, place);
    const converted: unknown = convert.call(source, String(key));
    if (typeof converted !== 'object' || converted === null) {
      return copyValue(converted, key, parent, room);
    }
    return copyContents(converted, place, room); // JSON does not call toJSON on what toJSON returned
  }
  return copyContents(source, place, room);
}

function copyContents(source: object, place: Place, room: number): JsonValue {
  if (Array.isArray(source)) return copyArray(source, place, room);
  const prototype: unknown = Object.getPrototypeOf(source);
  if (prototype !== Object.prototype && prototype !== null) checkRecord(source, place);
  checkSymbols(source, place);
  return copyRecord(source as Readonly<Record<string, unknown>>, place, room); // no array, no exotic object
}

function copyRecord(
  source: Readonly<Record<string, unknown>>,
  place: Place,
  room: number,
): JsonValue {
  const copy: Record<string, JsonValue> = {};
  for (const key of Object.keys(source)) {
    const value = source[key];
    if (value === undefined) continue;
    // Most values are strings and booleans: not worth a call.
    const copied =
      typeof value === 'string' || typeof value === 'boolean'
        ? value
        : copyValue(value, key, place, room - 1);
    if (key === '__proto__') defineField(copy, key, copied);
    else copy[key] = copied;
  }
  return Object.freeze(copy);
}

function copyArray(source: readonly unknown[], place: Place, room: number): JsonValue {
  const copy: JsonValue[] = [];
  for (let index = 0; index < source.length; index += 1) {
    copy.push(copyValue(source[index], index, place, room - 1));
  }
  return Object.freeze(copy);
}

function checkConvertible(source: object, place: Place): void {
  if (ArrayBuffer.isView(source))
    throw refusal(place.parent, place.key, `is ${named(tagOf(source))}`);
  if (tagOf(source) === 'Date' && Number.isNaN(Number(source))) {
    throw refusal(place.parent, place.key, 'is an invalid Date');
  }
}

/** Map, Set, Error, Promise, RegExp, Buffer, boxed primitives and their like keep their data elsewhere. */
function checkRecord(source: object, place: Place): void {
  const tag = tagOf(source);
  if (tag !== 'Object') throw refusal(place.parent, place.key, `is ${named(tag)}`);
}

function checkSymbols(source: object, place: Place): void {
  const symbols = Object.getOwnPropertySymbols(source);
  if (symbols.length === 0) return;
  for (const symbol of symbols) {
    if (Object.prototype.propertyIsEnumerable.call(source, symbol)) {
      throw refusal(place.parent, place.key, `has the symbol key ${String(symbol)}`);
    }
  }
}

function tagOf(value: object): string {
  return Object.prototype.toString.call(value).slice('[object '.length, -1);
}

function named(tag: string): string {
  return `${/^[AEI]/.test(tag) ? 'an' : 'a'} ${tag}`;
}

function tooDeep(place: Place): HolonError {
  const trail: Place[] = [];
  for (let at: Place | undefined = place; at !== undefined; at = at.parent) trail.unshift(at);
  const firstSeen = new Map<object, Place>();
  for (const step of trail) {
    const first = firstSeen.get(step.container);
    if (first !== undefined) {
      const target = fieldPath(keysTo(first.parent, first.key));
      return refusal(step.parent, step.key, `refers back to ${target}`);
    }
    firstSeen.set(step.container, step);
  }
  return refusal(place.parent, place.key, `is nested deeper than ${trail.length - 1} levels`);
}

function refusal(parent: Place | undefined, key: string | number, problem: string): HolonError {
  const keys = keysTo(parent, key);
  return new HolonError('HOLON_NOT_SERIALISABLE', `${fieldPath(keys)} ${problem}`);
}

function keysTo(parent: Place | undefined, key: string | number): readonly (string | number)[] {
  const keys = [key];
  for (let at = parent; at !== undefined; at = at.parent) keys.unshift(at.key);
  return keys;
}
