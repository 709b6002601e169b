import { Type } from 'class-transformer';
import { IsInt, IsOptional, IsString, ValidateNested } from 'class-validator';
import { SchemaCatalogue } from '../../../src/content/schema-catalogue';
import type { StandardSchemaV1 } from '../../../src/model/standard-schema';

const first = (() => {
  class Job {
    @IsString() name!: string;
  }
  return Job;
})();
const second = (() => {
  class Job {
    @IsInt() size!: number;
    @IsOptional() @ValidateNested() @Type(() => first) before?: object;
  }
  return Job;
})();

/** A Standard Schema that offers `schema` for both directions, `output` marked. */
const offering = (schema: object): StandardSchemaV1 => ({
  '~standard': {
    version: 1,
    vendor: 'some vendor',
    validate: (value) => ({ value }),
    jsonSchema: {
      input: ({ target }: { target: string }) => ({ ...schema, description: target }),
      output: () => ({ ...schema, description: 'output' }),
    },
  } as StandardSchemaV1['~standard'],
});

const create = (options: object = {}): SchemaCatalogue =>
  new SchemaCatalogue({ prefix: '#/all/', ...options });

describe('a schema catalogue', () => {
  it('names schemas by class and counts classes of one name', () => {
    const catalogue = create();
    expect(catalogue.schemaOf(second, 'input')).toEqual({ $ref: '#/all/Job' });
    expect(catalogue.schemaOf(first, 'output')).toEqual({ $ref: '#/all/Job2' });
    expect(catalogue.schemaOf(second, 'output')).toEqual({ $ref: '#/all/Job' });
    expect(catalogue.schemas).toMatchObject({
      Job: { properties: { before: { anyOf: [{ $ref: '#/all/Job2' }, { type: 'null' }] } } },
      Job2: { properties: { name: { type: 'string' } } },
    });
    expect(Object.keys(catalogue.schemas)).toEqual(['Job', 'Job2']);
  });

  it('leaves the names alone that are given or added', () => {
    const catalogue = create({ given: { Job: { type: 'null' } } });
    expect(catalogue.schemaOf(first, 'input')).toEqual({ $ref: '#/all/Job2' });
    expect(catalogue.add('Job', { type: 'string' })).toEqual({ $ref: '#/all/Job3' });
    expect(catalogue.schemas.Job).toEqual({ type: 'null' });
  });

  it('makes names that fit into a document', () => {
    const Odd = (() => {
      class Odd {
        @IsString() name!: string;
      }
      Object.defineProperty(Odd, 'name', { value: '<b>/~Ö' });
      return Odd;
    })();
    expect(create().schemaOf(Odd, 'input')).toEqual({ $ref: '#/all/_b____' });
  });

  it('takes a Standard Schema as it is, in its dialect and direction', () => {
    const type = offering({ type: 'number', $schema: 'https://example.org/' });
    const catalogue = create({ dialect: 'draft-07' });
    expect(catalogue.schemaOf(type, 'input')).toEqual({ type: 'number', description: 'draft-07' });
    expect(catalogue.schemaOf(type, 'output')).toEqual({ type: 'number', description: 'output' });
    expect(catalogue.schemas).toEqual({});
  });

  it('gives one that refers to itself a place, and moves its references there', () => {
    const type = offering({
      properties: {
        next: { $ref: '#' },
        other: { $ref: '#/$defs/enum' },
        far: { $ref: 'https://example.org/#/x' },
        default: { items: { $ref: '#' } },
        $ref: { type: 'string' },
      },
      default: { $ref: '#' },
      enum: [{ $ref: '#' }],
      $defs: { enum: { not: { $ref: '#/$defs/enum' } } },
    });
    const catalogue = create();
    expect(catalogue.schemaOf(type, 'input')).toEqual({ $ref: '#/all/some_vendor' });
    expect(catalogue.schemaOf(type, 'input')).toEqual({ $ref: '#/all/some_vendor' });
    expect(catalogue.schemaOf(type, 'output')).toEqual({ $ref: '#/all/some_vendor2' });
    expect(catalogue.schemas.some_vendor).toEqual({
      description: 'draft-2020-12',
      properties: {
        next: { $ref: '#/all/some_vendor' },
        other: { $ref: '#/all/some_vendor/$defs/enum' },
        far: { $ref: 'https://example.org/#/x' },
        default: { items: { $ref: '#/all/some_vendor' } },
        $ref: { type: 'string' },
      },
      default: { $ref: '#' },
      enum: [{ $ref: '#' }],
      $defs: { enum: { not: { $ref: '#/all/some_vendor/$defs/enum' } } },
    });
  });

  it('says nothing where nothing is declared', () => {
    expect(create().schemaOf(undefined, 'input')).toEqual({});
  });
});
