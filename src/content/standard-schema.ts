import type { ContentType } from '../model/content-type';
import type { Eventually, JsonValue } from '../model/json';
import type { StandardSchemaResult, StandardSchemaV1 } from '../model/standard-schema';
import { isPending } from '../util/eventually';
import type { ContentCheck, ContentValidator } from './content-validator';
import { fieldPath } from './field-path';
import { snapshot } from './snapshot';

/** Whether `type` is a Standard Schema; some libraries' schemas are functions, as classes are. */
export function isStandardSchema(type: ContentType): type is StandardSchemaV1 {
  return '~standard' in type;
}

/** Asks the schema; a valid value is what the schema made of it. */
export function createSchemaValidator(schema: StandardSchemaV1): ContentValidator {
  const standard = schema['~standard'];
  return {
    name: `${standard.vendor} schema`,
    validate(value): Eventually<ContentCheck> {
      try {
        const result = standard.validate(value);
        return isPending(result) ? result.then(toCheck, toFailure) : toCheck(result);
      } catch (error) {
        return toFailure(error);
      }
    },
  };
}

/** The dialects of JSON Schema that documents are written in. */
export type SchemaDialect = 'draft-2020-12' | 'draft-07';

/** What goes into a schema, or what it makes of that. */
export type SchemaDirection = 'input' | 'output';

/** The JSON Schema of what the schema takes or makes, where it offers one (Standard JSON Schema); else `{}`. */
export function jsonSchemaOfStandard(
  schema: StandardSchemaV1,
  direction: SchemaDirection = 'input',
  target: SchemaDialect = 'draft-2020-12',
): Readonly<Record<string, JsonValue>> {
  const { jsonSchema } = schema['~standard'] as { jsonSchema?: JsonSchemaConverter }; // an extension of the standard
  try {
    const converted = snapshot(jsonSchema?.[direction]?.({ target }) ?? {});
    return converted as Readonly<Record<string, JsonValue>>; // the standard says an object
  } catch {
    return {}; // a schema that JSON Schema cannot express
  }
}

/** The part of Standard JSON Schema that is used here. */
type JsonSchemaConverter = {
  readonly [Direction in SchemaDirection]?: (options: {
    readonly target: string;
  }) => Record<string, unknown>;
};

function toCheck(result: StandardSchemaResult<unknown>): ContentCheck {
  if (result.issues === undefined) return { value: result.value };
  const issues = result.issues.map(({ path = [], message }) => {
    const keys = path.map((part) => (typeof part === 'object' ? part.key : part));
    return `${keys.length === 0 ? 'content' : fieldPath(keys)}: ${message}`;
  });
  return { issues };
}

function toFailure(error: unknown): ContentCheck {
  return { issues: [`content: could not be checked: ${String(error)}`] };
}
