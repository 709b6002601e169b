/**
 * The one place that touches `Reflect` and the key under which metadata lies. Each class has a record of its own
 * that holds what was declared on that very class; the `read…` functions add what it inherits. Nothing is ever
 * written to a parent, and what the compiler emitted is only read.
 */
import 'reflect-metadata';
import type { Token } from './declarations';
import type {
  ChannelMetadata,
  ConsumeMetadata,
  ExposeMetadata,
  ParameterMetadata,
  SubsystemMetadata,
  SystemMetadata,
} from './metadata';

/** Any class at all. */
export type AnyClass = abstract new (...args: never[]) => unknown;

/** What was declared on one class, not what it inherits. Maps are by property, method or parameter index. */
export interface ClassRecord {
  channel?: ChannelMetadata;
  system?: SystemMetadata;
  readonly subsystems: Map<string, SubsystemMetadata>;
  readonly exposed: Map<string, ExposeMetadata>;
  readonly consumed: Map<string, ConsumeMetadata>;
  readonly tokens: Map<number, Token>;
}

/** `typeName` of a parameter whose class the compiler emitted no types for. */
export const NO_METADATA = 'no metadata';

const KEY = Symbol.for('holon:metadata/1');

/** The record of `target` itself, made when it has none yet. For decorators only. */
export function ownRecord(target: AnyClass): ClassRecord {
  const existing = findRecord(target);
  if (existing !== undefined) return existing;
  const record: ClassRecord = {
    subsystems: new Map(),
    exposed: new Map(),
    consumed: new Map(),
    tokens: new Map(),
  };
  Object.defineProperty(target, KEY, { value: record });
  return record;
}

/** What `@Channel` said of `target` or of its nearest decorated ancestor. */
export function readChannelMetadata(target: AnyClass): ChannelMetadata | undefined {
  return records(target).find((record) => record.channel !== undefined)?.channel;
}

/** What `@System` said of `target` or of its nearest decorated ancestor. */
export function readSystemMetadata(target: AnyClass): SystemMetadata | undefined {
  return records(target).find((record) => record.system !== undefined)?.system;
}

/** The subsystems of `target`, ancestors' first; a property declared again replaces the inherited one. */
export function readSubsystems(target: AnyClass): readonly SubsystemMetadata[] {
  return merge(target, (record) => record.subsystems);
}

/** The exposed methods of `target`, ancestors' first; a method declared again replaces the inherited one. */
export function readExposed(target: AnyClass): readonly ExposeMetadata[] {
  return merge(target, (record) => record.exposed);
}

/** The consumers of `target`, ancestors' first; a method declared again replaces the inherited one. */
export function readConsumed(target: AnyClass): readonly ConsumeMetadata[] {
  return merge(target, (record) => record.consumed);
}

/** The constructor parameters of `target`; those of its parent where it has no constructor of its own. */
export function readParameters(target: AnyClass): readonly ParameterMetadata[] {
  const constructed = constructingClass(target);
  const types = emittedTypes(constructed);
  const tokens = declaredTokens(constructed);
  const count = Math.max(constructed.length, types?.length ?? 0, ...[...tokens.keys()].map(next));
  return Array.from({ length: count }, (_, index) => {
    const type = types?.[index];
    const token = tokens.get(index) ?? tokenOf(type);
    const typeName = types === undefined ? NO_METADATA : nameOf(type);
    return { index, typeName, ...(token === undefined ? {} : { token }) };
  });
}

/** The class in the line of `target` whose constructor runs: `target`, unless it has none of its own. */
export function constructingClass(target: AnyClass): AnyClass {
  return lineage(target).find(hasOwnConstructor) ?? target;
}

/** Whether the property is typed as an array; undefined where the compiler says nothing certain. */
export function isArrayProperty(prototype: object, property: string): boolean | undefined {
  const type: unknown = Reflect.getOwnMetadata('design:type', prototype, property);
  return type === undefined || type === Object ? undefined : type === Array;
}

/** `target` and its ancestors, the eldest last. */
function lineage(target: AnyClass): AnyClass[] {
  const line: AnyClass[] = [];
  let current: unknown = target;
  while (typeof current === 'function') {
    line.push(current as AnyClass); // the prototype of a class is the class it extends
    current = Object.getPrototypeOf(current);
  }
  return line;
}

function records(target: AnyClass): ClassRecord[] {
  return lineage(target).flatMap((member) => findRecord(member) ?? []);
}

function findRecord(target: AnyClass): ClassRecord | undefined {
  // Only `ownRecord` writes under this key.
  return Object.getOwnPropertyDescriptor(target, KEY)?.value as ClassRecord | undefined;
}

function merge<T>(target: AnyClass, pick: (record: ClassRecord) => ReadonlyMap<string, T>): T[] {
  const eldestFirst = records(target).reverse();
  const merged = new Map(eldestFirst.flatMap((record) => [...pick(record)]));
  return [...merged.values()];
}

/** A constructor without parameters and without metadata looks like none; passing it too much does no harm. */
function hasOwnConstructor(target: AnyClass): boolean {
  return target.length > 0 || emittedTypes(target) !== undefined || declaredTokens(target).size > 0;
}

function emittedTypes(target: AnyClass): readonly unknown[] | undefined {
  // Compilers emit an array here or nothing.
  return Reflect.getOwnMetadata('design:paramtypes', target) as readonly unknown[] | undefined;
}

/** The tokens named by `@Inject`, and by the `@inject` of tsyringe, which keeps them by parameter index. */
function declaredTokens(target: AnyClass): ReadonlyMap<number, Token> {
  const tokens = new Map<number, Token>();
  // tsyringe keeps an object here or nothing.
  const foreign = Reflect.getOwnMetadata('injectionTokens', target) as object | undefined;
  for (const [index, entry] of Object.entries<unknown>({ ...foreign })) {
    const token = isPlainInjection(entry) ? entry.token : entry;
    if (isToken(token)) tokens.set(Number(index), token);
  }
  for (const [index, token] of findRecord(target)?.tokens ?? []) tokens.set(index, token);
  return tokens;
}

/** tsyringe keeps `@injectAll` and `@injectWithTransform` here too, which ask for something else than the token. */
function isPlainInjection(entry: unknown): entry is { readonly token: unknown } {
  return (
    typeof entry === 'object' &&
    entry !== null &&
    'token' in entry &&
    !('transform' in entry) &&
    !('multiple' in entry && entry.multiple === true)
  );
}

/** Whether something can be asked for by `value`. */
export function isToken(value: unknown): value is Token {
  return (
    typeof value === 'function' ||
    typeof value === 'symbol' ||
    (typeof value === 'string' && value !== '')
  );
}

/** What compilers emit for a type that is no class of its own: it names nothing that could be provided. */
const VAGUE: ReadonlySet<unknown> = new Set([
  Object,
  Function,
  Array,
  Promise,
  String,
  Number,
  Boolean,
  Symbol,
  BigInt,
]);

function tokenOf(type: unknown): Token | undefined {
  return isToken(type) && !VAGUE.has(type) ? type : undefined;
}

function nameOf(type: unknown): string {
  return typeof type === 'function' ? type.name : String(type);
}

function next(index: number): number {
  return index + 1;
}
