import { isRecord } from './dto-instance';
import { isAcceptable, type DtoProperty, type DtoShape } from './dto-shape';
import { compileRule, passes, type RuleTest } from './rule-test';
import { MAX_DEPTH } from './snapshot';

/** True only where class-validator would find nothing wrong with JSON data; false means that it has to be asked. */
export type FastCheck = (value: unknown) => boolean;

/**
 * A check that makes no instance, no error and no promise; its verdict is class-validator's, which a property test
 * holds it to. Undefined where the class, or one nested in it, holds something that class-validator alone can judge.
 */
export function compileFastCheck(shape: DtoShape): FastCheck | undefined {
  if (!isTranslatable(shape, new Set())) return undefined;
  const check = compileObject(shape, new Map());
  return (value) => accepts(check, value, MAX_DEPTH);
}

interface ObjectCheck {
  /** In the order of declaration, which is that of most messages. */
  readonly properties: PropertyCheck[];
  readonly byName: Map<string, PropertyCheck>;
  requiredCount: number;
}

interface PropertyCheck {
  readonly name: string;
  readonly index: number;
  readonly required: boolean;
  readonly mayBeNull: boolean;
  readonly list: boolean;
  readonly nested: ObjectCheck | undefined;
  readonly rules: readonly RuleTest[];
  readonly itemRules: readonly RuleTest[];
}

function isTranslatable(shape: DtoShape, seen: Set<DtoShape>): boolean {
  if (seen.has(shape)) return true;
  seen.add(shape);
  for (const { opaque, nested } of shape.properties.values()) {
    if (opaque.length > 0) return false;
    if (nested !== undefined && !isTranslatable(nested.shape, seen)) return false;
  }
  return true;
}

function compileObject(shape: DtoShape, compiled: Map<DtoShape, ObjectCheck>): ObjectCheck {
  const known = compiled.get(shape);
  if (known !== undefined) return known;
  const check: ObjectCheck = { properties: [], byName: new Map(), requiredCount: 0 };
  compiled.set(shape, check); // before its properties: they may lead back here
  for (const property of shape.properties.values()) {
    const compiledProperty = compileProperty(property, check.properties.length, compiled);
    check.properties.push(compiledProperty);
    check.byName.set(property.name, compiledProperty);
    if (compiledProperty.required) check.requiredCount += 1;
  }
  return check;
}

function compileProperty(
  property: DtoProperty,
  index: number,
  compiled: Map<DtoShape, ObjectCheck>,
): PropertyCheck {
  const { name, optional, list, nested, rules } = property;
  return {
    name,
    index,
    required: !isAcceptable(property, undefined),
    mayBeNull: optional,
    list,
    nested: nested === undefined ? undefined : compileObject(nested.shape, compiled),
    rules: rules.filter((rule) => !rule.each).map(compileRule),
    itemRules: rules.filter((rule) => rule.each).map(compileRule),
  };
}

function accepts(check: ObjectCheck, value: unknown, room: number): boolean {
  if (!isRecord(value) || room <= 0) return false;
  const record = value as Readonly<Record<string, unknown>>; // JSON data, so a plain object
  const { properties } = check;
  let next = 0;
  let required = 0;
  for (const key in record) {
    const expected = properties[next];
    const property = expected?.name === key ? expected : check.byName.get(key);
    if (property === undefined) return false;
    next = property.index + 1;
    if (property.required) required += 1;
    if (!acceptsField(property, record[key], room)) return false;
  }
  return required === check.requiredCount;
}

function acceptsField(property: PropertyCheck, field: unknown, room: number): boolean {
  if (field === undefined) return false;
  if (field === null && property.mayBeNull) return true;
  if (!passesAll(property.rules, field)) return false;
  const { list, itemRules, nested } = property;
  if (!list) return nested === undefined || accepts(nested, field, room - 1);
  if (!Array.isArray(field)) return false;
  if (itemRules.length === 0 && nested === undefined) return true;
  for (const item of field as readonly unknown[]) {
    if (!passesAll(itemRules, item)) return false;
    if (nested !== undefined && !accepts(nested, item, room - 2)) return false; // list and item
  }
  return true;
}

function passesAll(rules: readonly RuleTest[], value: unknown): boolean {
  // eslint-disable-next-line @typescript-eslint/prefer-for-of -- an iterator costs as much as the rules themselves
  for (let index = 0; index < rules.length; index += 1) {
    const rule = rules[index];
    if (rule !== undefined && !passes(rule, value)) return false;
  }
  return true;
}
