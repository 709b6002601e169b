import type { ContentType } from '../model/content-type';
import type { JsonValue } from '../model/json';
import { describeDto, reachableShapes } from './dto-schema';
import { readDtoShape } from './dto-shape';
import { keywordsOf } from './schema-keywords';
import { isStandardSchema, jsonSchemaOfStandard, type SchemaDirection } from './standard-schema';

/**
 * The JSON Schema 2020-12 of what a content type takes, or makes of that; `{}` where nothing is declared or known.
 * A DTO's says the same as its decorators, but for those that `untranslated` lists and for the edges of formats.
 * @throws HOLON_INVALID_DECORATOR, HOLON_DEPENDENCY_MISSING
 */
export function jsonSchemaOf(
  type: ContentType | undefined,
  direction: SchemaDirection = 'input',
): Readonly<Record<string, JsonValue>> {
  if (type === undefined) return {};
  if (isStandardSchema(type)) return jsonSchemaOfStandard(type, direction);
  const { root, definitions } = describeDto(readDtoShape(type));
  return {
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    ...root,
    ...(definitions.size > 0 && { $defs: Object.fromEntries(definitions) }),
  };
}

/** The decorators of a DTO, nested ones included, that its JSON Schema leaves out: `Order.when: isDateString`. */
export function untranslated(type: ContentType | undefined): readonly string[] {
  if (type === undefined || isStandardSchema(type)) return [];
  return reachableShapes(readDtoShape(type)).flatMap((shape) =>
    Array.from(shape.properties.values()).flatMap(({ name, rules, opaque }) => {
      const unsaid = rules.filter((rule) => keywordsOf(rule) === undefined);
      const decorators = [...unsaid.map((rule) => rule.name), ...opaque];
      return decorators.map((decorator) => `${shape.type.name}.${name}: ${decorator}`);
    }),
  );
}
