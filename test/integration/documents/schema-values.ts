import fc from 'fast-check';

/** A JSON Schema as documents have it. */
export type JsonSchema = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, fc.Arbitrary<string>>> = {
  email: fc.constantFrom('a@example.org', 'some.one+x@mail.example.com'),
  uuid: fc.uuid({ version: 4 }),
};
const DEEPEST = 4;

/** Values that fit `schema`, whose references point into `document`. Knows the keywords that documents use. */
export function valuesOf(schema: unknown, document: JsonSchema, depth = 0): fc.Arbitrary<unknown> {
  const meant = resolve(schema, document);
  const choices = (meant.anyOf ?? meant.oneOf) as readonly unknown[] | undefined;
  if (choices !== undefined) {
    const shallow = choices.filter((choice) => resolve(choice, document).type === 'null');
    const open = depth < DEEPEST || shallow.length === 0 ? choices : shallow;
    return fc.oneof(...open.map((choice) => valuesOf(choice, document, depth + 1)));
  }
  if (Array.isArray(meant.enum)) return fc.constantFrom<unknown>(...(meant.enum as unknown[]));
  if (meant.type === undefined) return fc.jsonValue({ maxDepth: 2 });
  const types = [meant.type].flat() as string[];
  return fc.oneof(...types.map((type) => ofType(type, meant, document, depth)));
}

function ofType(
  type: string,
  schema: JsonSchema,
  document: JsonSchema,
  depth: number,
): fc.Arbitrary<unknown> {
  const limits = schema as Readonly<Record<string, number | undefined>>;
  switch (type) {
    case 'null':
      return fc.constant(null);
    case 'boolean':
      return fc.boolean();
    case 'integer':
    case 'number': {
      const min = limits.minimum ?? (limits.exclusiveMinimum ?? -1_001) + 1;
      const max = limits.maximum ?? min + 2_000;
      if (type === 'integer') return fc.integer({ min: Math.ceil(min), max: Math.floor(max) });
      return fc.integer({ min: Math.ceil(min * 8), max: Math.floor(max * 8) }).map((n) => n / 8);
    }
    case 'string': {
      if (typeof schema.format === 'string') return FORMATS[schema.format] ?? fc.string();
      if (typeof schema.pattern === 'string') return fc.stringMatching(new RegExp(schema.pattern));
      const minLength = limits.minLength ?? 0;
      return fc.string({ minLength, maxLength: Math.min(limits.maxLength ?? 20, 40) });
    }
    case 'array':
      return fc.array(valuesOf(schema.items ?? {}, document, depth + 1), {
        minLength: limits.minItems ?? 0,
        maxLength: depth < DEEPEST ? Math.min(limits.maxItems ?? 3, 3) : (limits.minItems ?? 0),
      });
    default: {
      const properties = Object.entries((schema.properties ?? {}) as JsonSchema);
      const required = (schema.required ?? []) as readonly string[];
      const kept = properties.filter(([name]) => depth < DEEPEST || required.includes(name));
      return fc
        .record(
          Object.fromEntries(
            kept.map(([name, field]) => [name, valuesOf(field, document, depth + 1)]),
          ),
          { requiredKeys: [...required] },
        )
        .filter((value) => Object.keys(value).length >= (limits.minProperties ?? 0));
    }
  }
}

/** The schema meant, references followed. */
export function resolve(schema: unknown, document: JsonSchema): JsonSchema {
  let current = schema as JsonSchema;
  while (typeof current.$ref === 'string') {
    const steps = current.$ref.slice(2).split('/');
    current = steps.reduce<JsonSchema>(
      (found, step) => found[decodeURIComponent(step)] as JsonSchema,
      document,
    );
  }
  return current;
}
