import { HolonError } from '../errors/holon-error';
import type { DtoClass } from '../model/content-type';
import { loadClassValidator, loadTypeStorage, type ClassValidator } from './peers';

/** What class-validator and class-transformer know of a DTO class, inherited properties included. */
export interface DtoShape {
  readonly type: DtoClass;
  readonly properties: ReadonlyMap<string, DtoProperty>;
}

export interface DtoProperty {
  readonly name: string;
  /** `@IsOptional`: null and absent are fine whatever the rules say. */
  readonly optional: boolean;
  /** `@ValidateIf`: the rules hold at times only. */
  readonly conditional: boolean;
  /** Declared as a list, so nothing else will do, although class-validator lets a single value pass. */
  readonly list: boolean;
  readonly nested?: NestedDto;
  readonly rules: readonly DtoRule[];
  /** Decorators that class-validator alone can judge: conditions, custom and asynchronous validators. */
  readonly opaque: readonly string[];
}

/** One built-in decorator. */
export interface DtoRule {
  readonly name: string;
  readonly each: boolean;
  readonly constraints: readonly unknown[];
  /** How class-validator words a breach, with `$property` and `$constraint1` in it. */
  readonly message: string;
  /** The verdict of class-validator itself on one value, on one item where `each` is set. Never throws. */
  readonly accepts: (value: unknown) => boolean;
}

/** The class below a `@ValidateNested` property. */
export interface NestedDto {
  readonly shape: DtoShape;
  readonly discriminator?: {
    readonly property: string;
    /** Whether the property belongs to the DTO as well. */
    readonly kept: boolean;
    readonly shapes: ReadonlyMap<unknown, DtoShape>;
  };
}

/** Whether class-validator accepts null, or absence, as the value of the property. */
export function isAcceptable(property: DtoProperty, value: null | undefined): boolean {
  if (property.optional || property.conditional) return true;
  if (value === null && property.nested !== undefined) return false;
  return property.rules.every((rule) => rule.accepts(value));
}

type Storage = ReturnType<ClassValidator['getMetadataStorage']>;
type RuleMetadata = ReturnType<Storage['getTargetValidationMetadatas']>[number];

interface Reader {
  readonly storage: Storage;
  readonly builtIn: ReadonlySet<string>;
  readonly isOptional: string;
  readonly known: Map<DtoClass, DtoShape>;
}

/** @throws HOLON_INVALID_DECORATOR, HOLON_DEPENDENCY_MISSING */
export function readDtoShape(type: DtoClass): DtoShape {
  const validator = loadClassValidator();
  // It exports the names of its decorators as constants: IS_STRING = 'isString'.
  const builtIn = Object.values(validator).filter((value) => typeof value === 'string');
  return readClass(type, {
    storage: validator.getMetadataStorage(),
    builtIn: new Set(builtIn),
    isOptional: validator.IS_OPTIONAL,
    known: new Map(),
  });
}

function readClass(type: DtoClass, reader: Reader): DtoShape {
  const known = reader.known.get(type);
  if (known !== undefined) return known;
  const properties = new Map<string, DtoProperty>();
  const shape: DtoShape = { type, properties };
  reader.known.set(type, shape); // before its properties: they may lead back here
  const groups = new Map<string, RuleMetadata[]>();
  for (const rule of reader.storage.getTargetValidationMetadatas(type, '', false, false)) {
    const group = groups.get(rule.propertyName);
    if (group === undefined) groups.set(rule.propertyName, [rule]);
    else group.push(rule);
  }
  if (groups.size === 0) {
    throw new HolonError(
      'HOLON_INVALID_DECORATOR',
      `Class ${type.name} describes content but has no class-validator decorators`,
      { hint: 'Decorate its properties (@IsString(), @Allow(), …), or use a Standard Schema.' },
    );
  }
  for (const [name, group] of groups) properties.set(name, readProperty(type, name, group, reader));
  return shape;
}

function readProperty(
  type: DtoClass,
  name: string,
  group: readonly RuleMetadata[],
  reader: Reader,
): DtoProperty {
  const rules: DtoRule[] = [];
  const opaque: string[] = [];
  let optional = false;
  let conditional = false;
  let isNested = false;
  for (const metadata of group) {
    if (metadata.type === 'nestedValidation') {
      isNested = true;
    } else if (metadata.type === 'conditionalValidation') {
      if (metadata.name === reader.isOptional) optional = true;
      else conditional = true;
    } else if (metadata.type !== 'whitelistValidation') {
      const rule = readRule(metadata, reader);
      if (rule === undefined) opaque.push(metadata.name ?? metadata.type);
      else rules.push(rule);
    }
  }
  if (conditional) opaque.push('validateIf');
  const typed = isNested ? readNested(type, name, reader) : undefined;
  const each = group.some((metadata) => metadata.each);
  const list = each || typed?.list === true || rules.some((rule) => LIST_RULES.has(rule.name));
  if (typed?.nested.discriminator !== undefined) opaque.push('discriminator');
  const nested = typed === undefined ? {} : { nested: typed.nested };
  return { name, optional, conditional, list, ...nested, rules, opaque };
}

const LIST_RULES: ReadonlySet<string> = new Set([
  'isArray',
  'arrayMinSize',
  'arrayMaxSize',
  'arrayNotEmpty',
  'arrayUnique',
  'arrayContains',
]);

function readRule(metadata: RuleMetadata, reader: Reader): DtoRule | undefined {
  const { name, constraintCls, propertyName: property } = metadata;
  if (name === undefined || !reader.builtIn.has(name)) return undefined;
  if (metadata.validateIf !== undefined) return undefined;
  const [constraint, ...others] = reader.storage.getTargetValidatorConstraints(constraintCls);
  if (constraint === undefined || constraint.async || others.length > 0) return undefined;
  const constraints: unknown[] = metadata.constraints ?? [];
  const facts = { targetName: '', property, object: {}, value: undefined, constraints };
  const { instance } = constraint;
  return {
    name,
    each: metadata.each,
    constraints,
    message: orElse('', () => instance.defaultMessage?.(facts) ?? ''),
    accepts: (value) => orElse(false, () => instance.validate(value, facts) === true),
  };
}

/** Some rules throw on values they do not expect, and `@Type(() => Later)` on a class that is not loaded yet. */
function orElse<T>(otherwise: T, compute: () => T): T {
  try {
    return compute();
  } catch {
    return otherwise;
  }
}

function readNested(
  type: DtoClass,
  name: string,
  reader: Reader,
): { readonly nested: NestedDto; readonly list: boolean } {
  const metadata = loadTypeStorage().findTypeMetadata(type, name);
  const help = { newObject: {}, object: {}, property: name };
  const target = orElse(undefined, () => metadata?.typeFunction?.(help));
  if (typeof target !== 'function') {
    throw new HolonError(
      'HOLON_INVALID_DECORATOR',
      `${type.name}.${name} is @ValidateNested but names no class that is loaded`,
      { hint: `Add @Type(() => ItsClass) of class-transformer to ${type.name}.${name}.` },
    );
  }
  const shape = readClass(target, reader);
  const list = metadata?.reflectedType === Array;
  const discriminator = metadata?.options?.discriminator;
  if (discriminator === undefined) return { nested: { shape }, list };
  const shapes = discriminator.subTypes.map(
    (sub) => [sub.name, readClass(sub.value, reader)] as const,
  );
  const kept = metadata?.options?.keepDiscriminatorProperty === true;
  const { property } = discriminator;
  return { nested: { shape, discriminator: { property, kept, shapes: new Map(shapes) } }, list };
}
