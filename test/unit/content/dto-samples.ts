/** DTO classes of many kinds, each with values it accepts, and a way to break such values a little. */
import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMaxSize,
  ArrayMinSize,
  ArrayNotEmpty,
  Equals,
  IsArray,
  IsBoolean,
  IsDefined,
  IsEmpty,
  IsEnum,
  IsIn,
  IsInt,
  IsNegative,
  IsNotEmpty,
  IsNotEmptyObject,
  IsNotIn,
  IsNumber,
  IsObject,
  IsOptional,
  IsPositive,
  IsString,
  Length,
  Matches,
  Max,
  MaxLength,
  Min,
  MinLength,
  NotEquals,
  ValidateNested,
} from 'class-validator';
import fc from 'fast-check';
import type { DtoClass } from '../../../src/model/content-type';

const LEVEL = { low: 'LOW', high: 'HIGH', none: 0 } as const;

class Item {
  @IsString() @MinLength(1) sku!: string;
  @IsNumber() @Min(0) @Max(100) price!: number;
}

class Texts {
  @IsString() plain!: string;
  @MinLength(2) @MaxLength(4) short!: string;
  @Length(1, 3) @IsNotEmpty() code!: string;
  @Matches(/^[a-z]+$/) slug!: string;
  @IsOptional() @IsString() @MaxLength(3) note?: string | null;
  @Equals('v1') version!: string;
}

class Numbers {
  @IsNumber() any!: number;
  @Max(10) @IsInt() @Min(-1) whole!: number;
  @IsPositive() above!: number;
  @IsOptional() @IsNegative() below?: number | null;
  @Min(1) @Min(3) twice!: number;
}

class Choices {
  @IsIn(['a', 1, null]) one!: unknown;
  @IsEnum(LEVEL) level!: unknown;
  @IsOptional() @IsEnum(LEVEL) level2?: unknown;
  @IsNotIn(['a', 1]) not!: unknown;
  @NotEquals('b') neither!: unknown;
  @IsNotIn(['a']) @IsDefined() defined!: unknown;
  @IsBoolean() on!: boolean;
  @IsOptional() @Equals(1) @IsNumber() exact?: unknown;
}

class Anything {
  @Allow() free!: unknown;
  @IsDefined() defined!: unknown;
  @IsNotEmpty() full!: unknown;
  @IsOptional() maybe?: unknown;
  @IsEmpty() none!: unknown;
  @IsObject() object!: object;
  @IsNotEmptyObject() filled!: object;
}

class Lists {
  @IsString({ each: true }) tags!: string[];
  @IsArray() @ArrayMinSize(1) @ArrayMaxSize(3) @IsInt({ each: true }) counts!: number[];
  @IsOptional() @IsIn([1, 'a'], { each: true }) picks?: unknown[] | null;
  @ArrayNotEmpty() any!: unknown[];
  @IsNotEmpty({ each: true }) full!: unknown[];
  @IsOptional() @IsNotIn([2], { each: true }) others?: unknown[] | null;
}

class Nested {
  @ValidateNested() @Type(() => Item) item!: Item;
  @IsDefined() @ValidateNested() @Type(() => Item) sure!: Item;
  @IsOptional() @ValidateNested() @Type(() => Item) maybe?: Item | null;
  @IsArray() @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
}

class Inherited extends Item {
  @IsInt() override price!: number;
  @IsString() colour!: string;
}

class Tree {
  @IsString() name!: string;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Tree) children?: Tree[] | null;
}

class AllOptional {
  @IsOptional() @IsString() a?: string | null;
  @IsOptional() @IsInt() b?: number | null;
}

export interface DtoSample {
  readonly type: DtoClass;
  readonly valid: fc.Arbitrary<object>;
  /** Properties that hold a nested object or a list, which class-validator does not tell apart. */
  readonly one: readonly string[];
  readonly lists: readonly string[];
}

const item = fc.record({
  sku: fc.string({ minLength: 1 }),
  price: fc.double({ min: 0, max: 100, noNaN: true }),
});
const orNull = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(value);
const number = fc.double({ noNaN: true, noDefaultInfinity: true });
const word = fc.stringMatching(/^[a-z]{2,4}$/);
const scalar = fc.constantFrom<unknown>('c', 7, true);

const tree: fc.Arbitrary<object> = fc.letrec<{ tree: object }>((tie) => ({
  tree: fc.record(
    {
      name: fc.string(),
      children: fc.option(fc.array(tie('tree'), { maxLength: 2 }), { maxDepth: 4 }),
    },
    { requiredKeys: ['name'] },
  ),
})).tree;

export const DTO_SAMPLES: readonly DtoSample[] = [
  sample(
    Texts,
    fc.record(
      {
        plain: fc.string(),
        short: word,
        code: fc.stringMatching(/^[a-z]{1,3}$/),
        slug: word,
        note: orNull(fc.string({ maxLength: 3 })),
        version: fc.constant('v1'),
      },
      { requiredKeys: ['plain', 'short', 'code', 'slug', 'version'] },
    ),
  ),
  sample(
    Numbers,
    fc.record(
      {
        any: number,
        whole: fc.integer({ min: -1, max: 10 }),
        above: fc.double({ min: 0.5, max: 9, noNaN: true }),
        below: orNull(fc.double({ min: -9, max: -0.5, noNaN: true })),
        twice: fc.integer({ min: 3, max: 9 }),
      },
      { requiredKeys: ['any', 'whole', 'above', 'twice'] },
    ),
  ),
  sample(
    Choices,
    fc.record(
      {
        one: fc.constantFrom('a', 1, null),
        level: fc.constantFrom('LOW', 'HIGH', 0),
        level2: fc.constantFrom('LOW', 0, null),
        not: orNull(scalar),
        neither: orNull(scalar),
        defined: scalar,
        on: fc.boolean(),
        exact: fc.constantFrom(1, null),
      },
      { requiredKeys: ['one', 'level', 'defined', 'on'] },
    ),
  ),
  sample(
    Anything,
    fc.record(
      {
        free: orNull(scalar),
        defined: scalar,
        full: scalar,
        maybe: orNull(scalar),
        none: fc.constantFrom('', null),
        object: fc.constantFrom({}, { a: 1 }),
        filled: fc.constant({ a: 1 }),
      },
      { requiredKeys: ['defined', 'full', 'object', 'filled'] },
    ),
  ),
  sample(
    Lists,
    fc.record(
      {
        tags: fc.array(fc.string()),
        counts: fc.array(fc.integer(), { minLength: 1, maxLength: 3 }),
        picks: orNull(fc.array(fc.constantFrom(1, 'a'))),
        any: fc.array(scalar, { minLength: 1 }),
        full: fc.array(scalar),
        others: orNull(fc.array(orNull(scalar))),
      },
      { requiredKeys: ['tags', 'counts', 'any', 'full'] },
    ),
    { lists: ['tags', 'counts', 'picks', 'any', 'full', 'others'] },
  ),
  sample(
    Nested,
    fc.record(
      { item, sure: item, maybe: orNull(item), items: fc.array(item) },
      { requiredKeys: ['sure', 'items'] },
    ),
    { one: ['item', 'sure', 'maybe'], lists: ['items'] },
  ),
  sample(
    Inherited,
    fc.record({ sku: fc.string({ minLength: 1 }), price: fc.integer(), colour: fc.string() }),
  ),
  sample(Tree, tree, { lists: ['children'] }),
  sample(Item, item),
  sample(
    AllOptional,
    fc.record({ a: orNull(fc.string()), b: orNull(fc.integer()) }, { requiredKeys: [] }),
  ),
];

function sample(
  type: DtoClass,
  valid: fc.Arbitrary<object>,
  shape: { readonly one?: readonly string[]; readonly lists?: readonly string[] } = {},
): DtoSample {
  return { type, valid, one: shape.one ?? [], lists: shape.lists ?? [] };
}

const ODD = fc.oneof(
  fc.constantFrom<unknown>(
    ...[null, true, 0, -1, 1.5, 3, 1e21, '', 'a', 'ab', 'A1', 'abcde', '\u{1f600}', '\u{1f600}bcd'],
    ...[[], {}, [null], [1], ['a', 2], [[]], [{}], { a: 1 }, { length: 1 }],
    ...[{ sku: 'a', price: 1 }, [{ sku: 'a', price: 1 }], { name: 'a' }, [{ name: 'a' }]],
  ),
  fc.jsonValue({ maxDepth: 2 }).map(withoutPrototypeKeys),
);

/** class-transformer, which the validator is compared with, drops such fields; they have tests of their own. */
function withoutPrototypeKeys(value: unknown): unknown {
  const text = JSON.stringify(value);
  return JSON.parse(text, (key, field: unknown) => (key in {} ? undefined : field)) as unknown;
}

interface Change {
  readonly where: number;
  readonly key: number;
  readonly what: 'replace' | 'remove' | 'add';
  readonly value: unknown;
}

const CHANGE: fc.Arbitrary<Change> = fc.record({
  where: fc.nat(),
  key: fc.nat(),
  what: fc.constantFrom('replace', 'replace', 'remove', 'add'),
  value: ODD,
});

/** Values that are valid but for up to three changes at random places. */
export function nearly(valid: fc.Arbitrary<object>): fc.Arbitrary<unknown> {
  const changed = fc
    .tuple(valid, fc.array(CHANGE, { maxLength: 3 }))
    .map(([value, changes]) => changes.reduce(change, structuredClone(value)));
  return fc.oneof({ weight: 20, arbitrary: changed }, { weight: 1, arbitrary: ODD });
}

function change(root: object, { where, key, what, value }: Change): object {
  const containers = containersOf(root);
  const target = containers[where % containers.length]!;
  if (Array.isArray(target)) changeList(target, key, what, structuredClone(value));
  else changeRecord(target, key, what, structuredClone(value));
  return root;
}

function changeList(list: unknown[], key: number, what: Change['what'], value: unknown): void {
  if (what === 'remove') list.pop();
  else if (what === 'add' || list.length === 0) list.push(value);
  else list[key % list.length] = value;
}

function changeRecord(record: object, key: number, what: Change['what'], value: unknown): void {
  const keys = Object.keys(record);
  const chosen = keys[key % Math.max(keys.length, 1)] ?? 'extra';
  if (what === 'remove') Reflect.deleteProperty(record, chosen);
  else Reflect.set(record, what === 'add' ? 'extra' : chosen, value);
}

function containersOf(value: unknown): object[] {
  if (typeof value !== 'object' || value === null) return [];
  return [value, ...Object.values(value).flatMap(containersOf)];
}
