import { isAcceptable, type DtoProperty, type DtoRule, type DtoShape } from './dto-shape';
import { keywordsOf, typeKeywordsOf } from './schema-keywords';
import { exceptNull, merge, orNull, type Schema } from './schema-parts';

/** Where the schema of each class stands. */
type References = ReadonlyMap<DtoShape, string>;

/** The schemas of a DTO and of every class nested in it, by names that are unique although two classes may share theirs. */
export function describeDto(root: DtoShape): {
  readonly root: Schema;
  readonly definitions: ReadonlyMap<string, Schema>;
} {
  const shapes = new Map<string, DtoShape>();
  const references = new Map([[root, '#']]);
  for (const shape of reachableShapes(root)) {
    if (shape === root) continue;
    const { name } = shape.type;
    let unique = name;
    for (let number = 2; shapes.has(unique); number += 1) unique = `${name}${number}`;
    shapes.set(unique, shape);
    references.set(shape, `#/$defs/${encodeURIComponent(unique)}`);
  }
  const definitions = new Map<string, Schema>();
  for (const [name, shape] of shapes) definitions.set(name, objectSchema(shape, references));
  return { root: objectSchema(root, references), definitions };
}

/** `root` and what is nested in it, each once. */
export function reachableShapes(root: DtoShape): readonly DtoShape[] {
  const shapes = new Set([root]);
  for (const shape of shapes) {
    // A set yields what is added while it is walked.
    for (const { nested } of shape.properties.values()) {
      if (nested !== undefined && nested.discriminator === undefined) shapes.add(nested.shape);
    }
  }
  return Array.from(shapes);
}

/** The schema of one class alone; what is nested in it is referred to. */
export function objectSchema(shape: DtoShape, references: References): Schema {
  const properties = Array.from(shape.properties.values());
  const required = properties.filter((property) => !isAcceptable(property, undefined));
  return {
    title: shape.type.name,
    type: 'object',
    properties: Object.fromEntries(
      properties.map((property) => [property.name, propertySchema(property, references)]),
    ),
    ...(required.length > 0 && { required: required.map((property) => property.name) }),
    additionalProperties: false,
  };
}

function propertySchema(property: DtoProperty, references: References): Schema {
  if (property.conditional) return {};
  const { optional, list, rules } = property;
  const whole = rules.filter((rule) => !rule.each);
  const each = rules.filter((rule) => rule.each);
  const nested = nestedSchema(property, references);
  if (!list) {
    const schema = schemaOf(whole, nested);
    return optional ? orNull(schema) : schema;
  }
  const items = schemaOf(each, nested);
  const hasItems = Object.keys(items).length > 0;
  const schema = schemaOf(whole, { type: 'array', ...(hasItems && { items }) });
  return isAcceptable(property, null) ? orNull(schema) : schema;
}

function nestedSchema({ nested }: DtoProperty, references: References): Schema {
  if (nested === undefined) return {};
  const reference = references.get(nested.shape);
  const isKnown = reference !== undefined && nested.discriminator === undefined;
  return isKnown ? { $ref: reference } : { type: 'object' };
}

/** What all `rules` say of one value, together with `known`. */
function schemaOf(rules: readonly DtoRule[], known: Schema): Schema {
  const schema = merge([known, ...rules.map((rule) => keywordsOf(rule) ?? typeKeywordsOf(rule))]);
  return rules.every((rule) => rule.accepts(null)) ? schema : exceptNull(schema);
}
