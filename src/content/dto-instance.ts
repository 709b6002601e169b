import { defineField } from './define-field';
import type { DtoProperty, DtoShape, NestedDto } from './dto-shape';
import { fieldPath } from './field-path';
import { MAX_DEPTH } from './snapshot';

type Keys = readonly (string | number)[];

/**
 * Builds what class-validator can look at: an instance of the DTO class, nested ones below it.
 *
 * class-transformer is not asked to: it drops or calls fields by name (`constructor`, `toString`), runs out of stack on
 * deep values and takes lists for single objects. Here each declared field is copied as it is and no constructor runs;
 * what does not fit the declared structure is left out and goes to `problems`, by the path of its field.
 */
export function toDtoInstance(
  shape: DtoShape,
  value: object,
  problems: Map<string, string>,
): object {
  return build(shape, value, [], problems);
}

function build(
  shape: DtoShape,
  value: object,
  keys: Keys,
  problems: Map<string, string>,
  ignored?: string,
): object {
  const instance = Object.create(shape.type.prototype as object) as object; // a class's prototype is an object
  for (const [key, field] of Object.entries(value) as [string, unknown][]) {
    if (field === undefined || key === ignored) continue;
    const property = shape.properties.get(key);
    if (property === undefined) {
      problems.set(fieldPath([...keys, key]), 'should not exist');
      continue;
    }
    defineField(instance, key, buildField(property, field, [...keys, key], problems));
  }
  return instance;
}

function buildField(
  property: DtoProperty,
  field: unknown,
  keys: Keys,
  problems: Map<string, string>,
): unknown {
  const { nested, list } = property;
  if (field === null) return null;
  if (!list) return nested === undefined ? field : buildNested(nested, field, keys, problems);
  if (!Array.isArray(field)) {
    problems.set(fieldPath(keys), 'must be an array');
    return undefined;
  }
  if (nested === undefined) return field;
  // Array.from visits holes as well.
  return Array.from(field, (item, index) => buildNested(nested, item, [...keys, index], problems));
}

function buildNested(
  nested: NestedDto,
  field: unknown,
  keys: Keys,
  problems: Map<string, string>,
): object | undefined {
  if (!isRecord(field)) {
    problems.set(fieldPath(keys), 'must be an object');
    return undefined;
  }
  if (keys.length >= MAX_DEPTH) {
    problems.set(fieldPath(keys), `is nested deeper than ${MAX_DEPTH} levels`);
    return undefined;
  }
  const { shape, discriminator } = nested;
  if (discriminator === undefined) return build(shape, field, keys, problems);
  const { property, kept, shapes } = discriminator;
  const chosen = shapes.get((field as Readonly<Record<string, unknown>>)[property]) ?? shape; // an object
  return build(chosen, field, keys, problems, kept ? undefined : property);
}

/** Whether `value` is an object that is no list. */
export function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
