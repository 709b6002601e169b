import type { JsonValue } from '../model/json';
import { defineField } from './define-field';
import type { Schema } from './schema-parts';

/** Values under these are data, whatever they look like. */
const DATA: ReadonlySet<string> = new Set(['const', 'enum', 'default', 'examples', 'example']);
/** What stands under these are schemas by name, and any name may be theirs. */
const NAMED: ReadonlySet<string> = new Set([
  'properties',
  'patternProperties',
  'dependentSchemas',
  '$defs',
  'definitions',
]);

type Change = (reference: string) => string;

/** Whether `schema` points at places of its own, as recursive ones do. */
export function refersToItself(schema: Schema): boolean {
  let found = false;
  walk(schema, (reference) => {
    found = true;
    return reference;
  });
  return found;
}

/** The same schema for a place elsewhere in a document: what pointed into it points there. @param at `#/components/…` */
export function moveReferences(schema: Schema, at: string): Schema {
  const moved = walk(schema, (reference) => `${at}${reference.slice(1)}`);
  return moved as Schema; // an object was walked
}

/** A copy of `value` with `change` made to each reference that begins with `#`. */
function walk(value: JsonValue, change: Change): JsonValue {
  return copy(value, (key, field) => {
    const isOwn = key === '$ref' && typeof field === 'string' && /^#(\/|$)/.test(field);
    if (isOwn) return change(field);
    if (DATA.has(key)) return field;
    return NAMED.has(key) ? copy(field, (_, named) => walk(named, change)) : walk(field, change);
  });
}

function copy(value: JsonValue, field: (key: string, value: JsonValue) => JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map((item: JsonValue) => field('', item));
  if (typeof value !== 'object' || value === null) return value;
  const copied: Record<string, JsonValue> = {};
  for (const [key, own] of Object.entries(value)) defineField(copied, key, field(key, own));
  return copied;
}
