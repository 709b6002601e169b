import type { JsonValue } from '../model/json';

/** A JSON Schema, or a part of one. */
export type Schema = Readonly<Record<string, JsonValue>>;

const STRICTER: Readonly<Record<string, (a: number, b: number) => number>> = {
  minimum: Math.max,
  minLength: Math.max,
  minItems: Math.max,
  minProperties: Math.max,
  maximum: Math.min,
  maxLength: Math.min,
  maxItems: Math.min,
};

/** One schema that says what all `parts` say. */
export function merge(parts: readonly Schema[]): Schema {
  let merged: Schema = {};
  const others: Schema[] = [];
  for (const part of parts) {
    const combined = combine(merged, part);
    if (combined === undefined) others.push(part);
    else merged = combined;
  }
  return others.length === 0 ? merged : { ...merged, allOf: others };
}

/** Undefined where the two say different things by the same keyword. */
function combine(first: Schema, second: Schema): Schema | undefined {
  const combined: Record<string, JsonValue> = { ...first };
  for (const [keyword, value] of Object.entries(second)) {
    const present = first[keyword];
    const stricter = STRICTER[keyword];
    if (present === undefined || present === value) {
      combined[keyword] = value;
    } else if (stricter && typeof present === 'number' && typeof value === 'number') {
      combined[keyword] = stricter(present, value);
    } else if (keyword === 'type' && isNumeric(present) && isNumeric(value)) {
      combined[keyword] = 'integer';
    } else {
      return undefined;
    }
  }
  return combined;
}

function isNumeric(type: JsonValue): boolean {
  return type === 'number' || type === 'integer';
}

/** The same schema, null accepted as well. */
export function orNull(schema: Schema): Schema {
  if (Object.keys(schema).length === 0) return schema;
  const { type, enum: values } = schema;
  const isCompound = COMPOUND.some((keyword) => keyword in schema);
  if (isCompound || (type === undefined && values === undefined)) {
    return { anyOf: [schema, { type: 'null' }] };
  }
  return {
    ...schema,
    ...(type !== undefined && { type: [type, 'null'] }),
    ...(Array.isArray(values) && { enum: [...new Set<JsonValue>(values).add(null)] }),
  };
}

const COMPOUND = ['$ref', 'not', 'allOf', 'anyOf'] as const;

/** The same schema, null refused as well. */
export function exceptNull(schema: Schema): Schema {
  const { type, $ref, enum: values } = schema;
  const refusesNull =
    type !== undefined || $ref !== undefined || (Array.isArray(values) && !values.includes(null));
  return refusesNull ? schema : merge([schema, { not: { type: 'null' } }]);
}
