import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import { Type } from 'class-transformer';
import {
  ArrayUnique,
  IsDateString,
  IsDivisibleBy,
  IsEmail,
  IsInt,
  IsIP,
  IsNumber,
  IsOptional,
  IsRFC3339,
  IsString,
  IsUrl,
  IsUUID,
  Matches,
  MinLength,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import { createContentValidator } from '../../../src/content/content-validator';
import { jsonSchemaOf, untranslated } from '../../../src/content/json-schema';
import type { ContentType } from '../../../src/model/content-type';
import { DTO_SAMPLES, nearly } from './dto-samples';

function compile(type: ContentType): (value: unknown) => boolean {
  const ajv = new Ajv2020({ strict: false });
  addFormats(ajv);
  return ajv.compile(jsonSchemaOf(type));
}

describe('jsonSchemaOf', () => {
  it('says nothing where nothing is declared', () => {
    expect(jsonSchemaOf(undefined)).toEqual({});
    expect(untranslated(undefined)).toEqual([]);
  });

  it('writes a DTO class as one closed object', () => {
    class Reading {
      @IsString() @MinLength(1) sensor!: string;
      @IsNumber() celsius!: number;
      @IsOptional() @Matches(/^[a-z]+$/) unit?: string;
      @IsInt({ each: true }) samples!: number[];
    }
    expect(jsonSchemaOf(Reading)).toEqual({
      $schema: 'https://json-schema.org/draft/2020-12/schema',
      title: 'Reading',
      type: 'object',
      properties: {
        sensor: { type: 'string', minLength: 1 },
        celsius: { type: 'number' },
        unit: { type: ['string', 'null'], pattern: '^[a-z]+$' },
        samples: { type: 'array', items: { type: 'integer' } },
      },
      required: ['sensor', 'celsius', 'samples'],
      additionalProperties: false,
    });
  });

  it('keeps two nested classes of one name apart', () => {
    const first = (() => {
      class Job {
        @IsString() name!: string;
      }
      return Job;
    })();
    const second = (() => {
      class Job {
        @IsInt() size!: number;
      }
      return Job;
    })();
    class Pair {
      @ValidateNested() @Type(() => first) one!: unknown;
      @ValidateNested({ each: true }) @Type(() => second) many!: unknown[];
    }
    expect(jsonSchemaOf(Pair)).toMatchObject({
      properties: {
        one: { $ref: '#/$defs/Job' },
        many: { type: 'array', items: { $ref: '#/$defs/Job2' } },
      },
      $defs: {
        Job: { properties: { name: { type: 'string' } } },
        Job2: { properties: { size: { type: 'integer' } } },
      },
    });
  });

  it('lets a class refer to itself', () => {
    class Tree {
      @IsOptional() @ValidateNested() @Type(() => Tree) left?: Tree;
    }
    expect(jsonSchemaOf(Tree)).toMatchObject({
      properties: { left: { anyOf: [{ $ref: '#' }, { type: 'null' }] } },
    });
    expect(compile(Tree)({ left: { left: null } })).toBe(true);
    expect(compile(Tree)({ left: { right: null } })).toBe(false);
  });

  it('uses the formats of the standard', () => {
    class Formats {
      @IsEmail() email!: string;
      @IsUUID() uuid!: string;
      @IsRFC3339() at!: string;
      @IsIP() ip!: string;
      @IsIP(4) ip4!: string;
    }
    const valid = {
      email: 'a@example.org',
      uuid: '9b2fa5a0-9c2b-4b43-8f6e-2f3c1d1e4a5b',
      at: '2026-01-02T03:04:05Z',
      ip: '::1',
      ip4: '127.0.0.1',
    };
    const accepts = compile(Formats);
    expect(accepts(valid)).toBe(true);
    for (const key of Object.keys(valid)) expect(accepts({ ...valid, [key]: 'x' })).toBe(false);
    expect(untranslated(Formats)).toEqual([]);
  });

  it.each(DTO_SAMPLES.map((sample) => [sample.type.name, sample] as const))(
    'accepts of %s what its validator accepts, and nothing else',
    async (_, { type, valid }) => {
      const accepts = compile(type);
      const validator = createContentValidator(type)!;
      expect(untranslated(type)).toEqual([]);
      await fc.assert(
        fc.asyncProperty(nearly(valid), async (value) => {
          const check = await validator.validate(value);
          expect(accepts(value)).toBe(check.issues === undefined);
        }),
        { numRuns: 1000 },
      );
    },
  );

  it('takes the JSON Schema that a Standard Schema offers', () => {
    const standard = {
      version: 1,
      vendor: 'test',
      validate: (value: unknown) => ({ value }),
    } as const;
    const input = jest.fn(() => ({ type: 'number' }));
    const offering = { '~standard': { ...standard, jsonSchema: { input } } };
    expect(jsonSchemaOf(offering)).toEqual({ type: 'number' });
    expect(input).toHaveBeenCalledWith({ target: 'draft-2020-12' });
    expect(jsonSchemaOf({ '~standard': standard })).toEqual({});
    expect(untranslated(offering)).toEqual([]);
  });

  it('says nothing for a Standard Schema that JSON Schema cannot express', () => {
    const input = (): never => {
      throw new Error('transforms cannot be represented');
    };
    const validate = (value: unknown): { value: unknown } => ({ value });
    const schema = {
      '~standard': { version: 1, vendor: 'test', validate, jsonSchema: { input } },
    } as const;
    expect(jsonSchemaOf(schema)).toEqual({});
  });
});

describe('untranslated', () => {
  class Inner {
    @IsUrl() link!: string;
  }
  class Loose {
    @IsDateString() when!: string;
    @Matches(/^a$/i) flagged!: string;
    @IsNumber({ maxDecimalPlaces: 2 }) @IsDivisibleBy(2) amount!: number;
    @ArrayUnique() unique!: unknown[];
    @ValidateIf(() => false) @IsString() sometimes!: string;
    @ValidateBy({ name: 'isPrime', validator: { validate: (value) => value === 7 } })
    prime!: number;
    @ValidateNested() @Type(() => Inner) inner!: Inner;
  }

  it('names every decorator that the schema leaves out, nested ones included', () => {
    expect([...untranslated(Loose)].sort()).toEqual([
      'Inner.link: isUrl',
      'Loose.amount: isDivisibleBy',
      'Loose.amount: isNumber',
      'Loose.flagged: matches',
      'Loose.prime: isPrime',
      'Loose.sometimes: validateIf',
      'Loose.unique: arrayUnique',
      'Loose.when: isDateString',
    ]);
  });

  it('leaves a schema that says the type at least and refuses nothing valid', async () => {
    const valid = {
      when: '2026-01-02',
      flagged: 'A',
      amount: 4,
      unique: [{}, {}],
      prime: 7,
      inner: { link: 'example.org/a' },
    };
    expect((await createContentValidator(Loose)!.validate(valid)).issues).toBeUndefined();
    const accepts = compile(Loose);
    expect(accepts(valid)).toBe(true);
    for (const [key, wrong] of [
      ['when', 1],
      ['flagged', 1],
      ['amount', 'a'],
      ['unique', 1],
    ] as const) {
      expect(accepts({ ...valid, [key]: wrong })).toBe(false);
    }
  });
});
