import type { DtoClass, ContentType } from '../model/content-type';
import type { StandardSchemaV1 } from '../model/standard-schema';
import { objectSchema, reachableShapes } from './dto-schema';
import { readDtoShape } from './dto-shape';
import type { Schema } from './schema-parts';
import { moveReferences, refersToItself } from './schema-references';
import {
  isStandardSchema,
  jsonSchemaOfStandard,
  type SchemaDialect,
  type SchemaDirection,
} from './standard-schema';

export interface SchemaCatalogueOptions {
  /** What stands before a name in a reference: `#/components/schemas/`. */
  readonly prefix: string;
  /** What Standard Schemas are asked for. What DTO classes become is the same in both. @defaultValue 'draft-2020-12' */
  readonly dialect?: SchemaDialect;
  /** Schemas that are there from the start; their names are taken. */
  readonly given?: Readonly<Record<string, Schema>>;
}

/**
 * The schemas of many content types for one document, each under a name of its own. What counts is the class, not its
 * name: two classes `Job` become `Job` and `Job2`.
 */
export class SchemaCatalogue {
  private readonly byName: Map<string, Schema>;
  private readonly names = new Map<object, string>();
  private readonly outputs = new Map<StandardSchemaV1, object>();
  private readonly prefix: string;
  private readonly dialect: SchemaDialect;

  constructor({ prefix, dialect = 'draft-2020-12', given = {} }: SchemaCatalogueOptions) {
    this.prefix = prefix;
    this.dialect = dialect;
    this.byName = new Map(Object.entries(given));
  }

  /** Everything that was referred to, by name. */
  get schemas(): Readonly<Record<string, Schema>> {
    return Object.fromEntries(this.byName);
  }

  /**
   * A reference to a DTO class; the schema itself of a Standard Schema, which has no name; `{}` where nothing is known.
   * @param direction what goes in, or what a Standard Schema makes of it
   * @throws HOLON_INVALID_DECORATOR, HOLON_DEPENDENCY_MISSING
   */
  schemaOf(type: ContentType | undefined, direction: SchemaDirection): Schema {
    if (type === undefined) return {};
    return isStandardSchema(type) ? this.ofStandard(type, direction) : this.ofClass(type);
  }

  /** Puts a schema of the document's own in; answers a reference to it. @param wanted its name, if that is free */
  add(wanted: string, schema: Schema): Schema {
    const name = this.nameOf(schema, wanted);
    this.byName.set(name, schema);
    return { $ref: this.refer(name) };
  }

  private ofClass(type: DtoClass): Schema {
    const shapes = reachableShapes(readDtoShape(type));
    const references = new Map(
      shapes.map((shape) => [shape, this.refer(this.nameOf(shape.type, shape.type.name))]),
    );
    for (const shape of shapes) {
      const name = this.nameOf(shape.type, shape.type.name);
      if (!this.byName.has(name)) this.byName.set(name, objectSchema(shape, references));
    }
    return { $ref: this.refer(this.nameOf(type, type.name)) };
  }

  private ofStandard(type: StandardSchemaV1, direction: SchemaDirection): Schema {
    const { $schema: _, ...schema } = jsonSchemaOfStandard(type, direction, this.dialect);
    if (!refersToItself(schema)) return schema;
    // Its references are places in itself, which need an address in the document.
    const title = typeof schema.title === 'string' ? schema.title : type['~standard'].vendor;
    const key = this.keyOf(type, direction);
    const reference = this.refer(this.nameOf(key, title));
    this.byName.set(this.nameOf(key, title), moveReferences(schema, reference));
    return { $ref: reference };
  }

  /** What goes in and what comes out are two schemas of one type. */
  private keyOf(type: StandardSchemaV1, direction: SchemaDirection): object {
    if (direction === 'input') return type;
    const known = this.outputs.get(type) ?? {};
    this.outputs.set(type, known);
    return known;
  }

  private nameOf(of: object, wanted: string): string {
    const known = this.names.get(of);
    if (known !== undefined) return known;
    const base = wanted.replace(/[^A-Za-z0-9._-]/g, '_') || 'Schema';
    const taken = new Set([...this.names.values(), ...this.byName.keys()]);
    let name = base;
    for (let number = 2; taken.has(name); number += 1) name = `${base}${String(number)}`;
    this.names.set(of, name);
    return name;
  }

  private refer(name: string): string {
    return `${this.prefix}${name}`;
  }
}
