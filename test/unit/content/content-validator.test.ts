import { Type } from 'class-transformer';
import {
  Allow,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsInt,
  IsNumber,
  IsObject,
  IsOptional,
  IsString,
  Length,
  Matches,
  Min,
  registerDecorator,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { createContentValidator, type ContentCheck } from '../../../src/content/content-validator';
import type { ContentType } from '../../../src/model/content-type';
import type { StandardSchemaResult, StandardSchemaV1 } from '../../../src/model/standard-schema';

class Item {
  @IsString() sku!: string;
  @IsNumber() @Min(0) price!: number;
}

class Order {
  @IsString() id!: string;
  @IsArray() @ValidateNested({ each: true }) @Type(() => Item) items!: Item[];
  @IsOptional() @ValidateNested() @Type(() => Item) gift?: Item | null;
  @IsOptional() @IsString({ each: true }) tags?: string[];
  @IsOptional() @Allow() payload?: unknown;
}

const order = { id: 'o1', items: [{ sku: 'a', price: 1 }] };

async function check(type: ContentType, value: unknown): Promise<ContentCheck> {
  return createContentValidator(type)!.validate(value);
}

async function issuesOf(type: ContentType, value: unknown): Promise<readonly string[]> {
  return (await check(type, value)).issues ?? [];
}

describe('createContentValidator', () => {
  it('makes none where no type is declared', () => {
    expect(createContentValidator(undefined)).toBeUndefined();
  });

  it.each([[null], [{}], ['Order'], [[]]])('refuses %p as a content type', (type) => {
    expect(() => createContentValidator(type as never)).toThrow(
      expect.objectContaining({ code: 'HOLON_INVALID_ARGUMENT' }),
    );
  });
});

describe('a DTO class', () => {
  it('gives its name to messages', () => {
    expect(createContentValidator(Order)!.name).toBe('Order');
  });

  it('answers a valid value at once with the very same value', () => {
    expect(createContentValidator(Order)!.validate(order)).toEqual({ value: order });
    expect((createContentValidator(Order)!.validate(order) as { value: unknown }).value).toBe(
      order,
    );
  });

  it('accepts a frozen value, and an instance of the class', async () => {
    expect(await issuesOf(Order, Object.freeze({ ...order }))).toEqual([]);
    expect(await issuesOf(Order, Object.assign(new Order(), order))).toEqual([]);
  });

  it('names each field that is wrong, nested ones with their way', async () => {
    const value = {
      id: 1,
      items: [
        { sku: 'a', price: 1 },
        { sku: 2, price: -1 },
      ],
      tags: ['a', 1],
    };
    expect(await issuesOf(Order, value)).toEqual([
      'id: must be a string',
      'items[1].sku: must be a string',
      'items[1].price: must not be less than 0',
      'tags: each value must be a string',
    ]);
  });

  it('names fields that are missing', async () => {
    expect(await issuesOf(Order, {})).toEqual(['id: must be a string', 'items: must be an array']);
  });

  it('refuses fields that are not declared, on all levels', async () => {
    const value = { ...order, extra: 1, items: [{ sku: 'a', price: 1, extra: 2 }] };
    expect(await issuesOf(Order, value)).toEqual([
      'items[0].extra: should not exist',
      'extra: should not exist',
    ]);
  });

  it('refuses undeclared fields whatever part of the prototype they name', async () => {
    const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty', '__defineGetter__'];
    for (const name of names) {
      const value = JSON.parse(`{"id":"o1","items":[],"${name}":{"isAdmin":true}}`) as unknown;
      expect(await issuesOf(Order, value)).toEqual([`${name}: should not exist`]);
    }
  });

  it('leaves free-form fields alone, whatever their keys', async () => {
    const payload: unknown = JSON.parse(
      '{"p":{"constructor":1},"toString":2,"__proto__":{"a":1},"then":3}',
    );
    const value = { ...order, payload };
    expect(await check(Order, value)).toEqual({ value });
    expect(Object.keys(payload as object)).toEqual(['p', 'toString', '__proto__', 'then']);
  });

  it.each([[null], [[]], [[order]], ['text'], [1], [undefined]])(
    'refuses %p at the top',
    async (value) => {
      expect(await issuesOf(Order, value)).toEqual(['content: must be an object']);
    },
  );

  it('refuses a list where one object is declared, and the other way round', async () => {
    expect(await issuesOf(Order, { ...order, gift: [{ sku: 'a', price: 1 }] })).toEqual([
      'gift: must be an object',
    ]);
    expect(await issuesOf(Order, { ...order, items: { sku: 'a', price: 1 } })).toEqual([
      'items: must be an array',
    ]);
    expect(await issuesOf(Order, { ...order, tags: 'a' })).toEqual(['tags: must be an array']);
  });

  it.each([[null], [undefined], [1], ['a'], [[{ sku: 'a', price: 1 }]]])(
    'refuses %p among nested objects',
    async (item) => {
      expect(await issuesOf(Order, { ...order, items: [...order.items, item] })).toEqual([
        'items[1]: must be an object',
      ]);
    },
  );

  it('refuses a hole among nested objects', async () => {
    const items = Object.assign([], { 1: order.items[0] });
    expect(await issuesOf(Order, { ...order, items })).toEqual(['items[0]: must be an object']);
  });

  it('knows a nested list by its declared type alone', async () => {
    class Basket {
      @ValidateNested() @Type(() => Item) items!: Item[];
    }
    expect(await issuesOf(Basket, { items: order.items })).toEqual([]);
    expect(await issuesOf(Basket, { items: order.items[0] })).toEqual(['items: must be an array']);
  });

  it('converts nothing', async () => {
    class Flags {
      @IsBoolean() on!: boolean;
      @IsInt() @Type(() => Number) count!: number;
    }
    expect(await issuesOf(Flags, { on: 'false', count: '1' })).toEqual([
      'on: must be a boolean value',
      'count: must be an integer number',
    ]);
  });

  it('runs no constructor and fills in no defaults: what is checked is what is sent', async () => {
    let made = 0;
    class Retry {
      @IsInt() times = 3;
      constructor() {
        made += 1;
      }
    }
    expect(await issuesOf(Retry, {})).toEqual(['times: must be an integer number']);
    expect(await issuesOf(Retry, { times: 1 })).toEqual([]);
    expect(made).toBe(0);
  });

  it('inherits the decorators of its parents', async () => {
    class Parcel extends Item {
      @IsInt() grams!: number;
    }
    expect(await issuesOf(Parcel, { sku: 'a', price: 1, grams: 2 })).toEqual([]);
    expect(await issuesOf(Parcel, { sku: 1, grams: 2 })).toEqual([
      'sku: must be a string',
      'price: must not be less than 0',
      'price: must be a number conforming to the specified constraints',
    ]);
  });

  it('tells classes of one name apart', async () => {
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
    expect(await issuesOf(first, { name: 'a' })).toEqual([]);
    expect(await issuesOf(second, { name: 'a' })).toEqual([
      'name: should not exist',
      'size: must be an integer number',
    ]);
  });

  it('follows a class that contains itself, but not for ever', async () => {
    class Tree {
      @IsString() name!: string;
      @IsOptional() @ValidateNested() @Type(() => Tree) left?: Tree;
    }
    const grow = (levels: number): Tree => {
      let tree: Tree = { name: 'leaf' };
      for (let level = 1; level < levels; level += 1) tree = { name: 'n', left: tree };
      return tree;
    };
    expect(await issuesOf(Tree, grow(100))).toEqual([]);
    for (const levels of [101, 20_000]) {
      const [issue, ...others] = await issuesOf(Tree, grow(levels));
      expect(issue).toMatch(/^left(\.left){99}: is nested deeper than 100 levels$/);
      expect(others).toEqual([]);
    }
  });

  it('chooses the nested class by its discriminator', async () => {
    class Shape {
      @IsString() kind!: string;
    }
    class Circle extends Shape {
      @IsNumber() radius!: number;
    }
    class Drawing {
      @ValidateNested({ each: true })
      @Type(() => Shape, {
        discriminator: { property: 'kind', subTypes: [{ name: 'circle', value: Circle }] },
        keepDiscriminatorProperty: true,
      })
      shapes!: Shape[];
    }
    expect(await issuesOf(Drawing, { shapes: [{ kind: 'circle', radius: 1 }] })).toEqual([]);
    expect(await issuesOf(Drawing, { shapes: [{ kind: 'dot' }, { kind: 'circle' }] })).toEqual([
      'shapes[1].radius: must be a number conforming to the specified constraints',
    ]);
  });

  it('waits for asynchronous validators', async () => {
    class Booking {
      @ValidateBy({
        name: 'isFree',
        async: true,
        validator: {
          validate: (value): Promise<boolean> => Promise.resolve(value === 'free'),
          defaultMessage: () => '$property is taken',
        },
      })
      seat!: string;
    }
    expect(await issuesOf(Booking, { seat: 'free' })).toEqual([]);
    expect(await issuesOf(Booking, { seat: 'A1' })).toEqual(['seat: is taken']);
  });

  it('obeys conditions', async () => {
    class Contact {
      @IsString() by!: string;
      @ValidateIf((contact: Contact) => contact.by === 'mail') @Matches(/@/) address?: string;
    }
    expect(await issuesOf(Contact, { by: 'none' })).toEqual([]);
    expect(await issuesOf(Contact, { by: 'mail' })).toEqual([
      'address: must match /@/ regular expression',
    ]);
  });

  it('asks a custom validator even if it goes by the name of a built-in one', async () => {
    const LongText = (): PropertyDecorator => (target, property) => {
      registerDecorator({
        name: 'isString',
        target: target.constructor,
        propertyName: property as string,
        validator: {
          validate: (value) => typeof value === 'string' && value.length > 3,
          defaultMessage: () => '$property must be long',
        },
      });
    };
    class Note {
      @LongText() text!: string;
    }
    expect(await issuesOf(Note, { text: 'long enough' })).toEqual([]);
    expect(await issuesOf(Note, { text: 'a' })).toEqual(['text: must be long']);
  });

  it('reports a validator that throws instead of throwing', async () => {
    class Odd {
      @ValidateBy({
        name: 'odd',
        validator: {
          validate: () => {
            throw new Error('boom');
          },
        },
      })
      value!: string;
    }
    expect(await issuesOf(Odd, { value: 'a' })).toEqual([
      'content: could not be checked: Error: boom',
    ]);
  });

  it('refuses a class without decorators when it is declared, not when something is written', () => {
    class Bare {
      value!: string;
    }
    expect(() => createContentValidator(Bare)).toThrow(
      expect.objectContaining({
        code: 'HOLON_INVALID_DECORATOR',
        message: 'Class Bare describes content but has no class-validator decorators',
      }),
    );
  });

  it('refuses @ValidateNested without @Type, which would accept nothing', () => {
    class Holder {
      @ValidateNested() item!: Item;
    }
    expect(() => createContentValidator(Holder)).toThrow(
      expect.objectContaining({
        code: 'HOLON_INVALID_DECORATOR',
        message: 'Holder.item is @ValidateNested but names no class that is loaded',
      }),
    );
  });

  it('refuses a nested class that is not loaded yet', () => {
    class Early {
      @ValidateNested() @Type(() => Late) late!: unknown;
    }
    expect(() => createContentValidator(Early)).toThrow(
      expect.objectContaining({ code: 'HOLON_INVALID_DECORATOR' }),
    );
    class Late {
      @IsString() name!: string;
    }
    expect(createContentValidator(Early)).toBeDefined();
  });

  it('bears rules whose own words cannot be had in advance', async () => {
    class Short {
      @Length(null as never, 3) text!: string;
    }
    expect(await issuesOf(Short, { text: 'abc' })).toEqual([]);
    expect(await issuesOf(Short, { text: 'abcd' })).toEqual([
      'text: must be shorter than or equal to 3 characters',
    ]);
  });

  it('takes objects and their number of items from the decorators beside them', async () => {
    class Batch {
      @ArrayMinSize(1) @IsObject({ each: true }) rows!: object[];
    }
    expect(await issuesOf(Batch, { rows: [{ a: 1 }] })).toEqual([]);
    expect(await issuesOf(Batch, { rows: [] })).toEqual(['rows: must contain at least 1 elements']);
  });
});

describe('a Standard Schema', () => {
  const schema = (
    validate: (
      value: unknown,
    ) => StandardSchemaResult<unknown> | Promise<StandardSchemaResult<unknown>>,
  ): StandardSchemaV1 => ({ '~standard': { version: 1, vendor: 'test', validate } });

  it('gives the value that the schema made', async () => {
    const doubling = schema((value) => ({ value: (value as number) * 2 }));
    expect(createContentValidator(doubling)!.name).toBe('test schema');
    expect(createContentValidator(doubling)!.validate(2)).toEqual({ value: 4 });
    const later = schema((value) => Promise.resolve({ value }));
    expect(await check(later, 2)).toEqual({ value: 2 });
  });

  it('maps issues to the same words as a DTO', async () => {
    const failing = schema(() => ({
      issues: [
        { message: 'must be a number', path: ['items', 2, { key: 'price' }] },
        { message: 'is wrong' },
      ],
    }));
    const issues = ['items[2].price: must be a number', 'content: is wrong'];
    expect(await check(failing, 1)).toEqual({ issues });
  });

  it('reports a schema that throws or rejects instead of throwing', async () => {
    const throwing = schema(() => {
      throw new Error('boom');
    });
    const rejecting = schema(() => Promise.reject(new Error('boom')));
    for (const broken of [throwing, rejecting]) {
      expect(await issuesOf(broken, 1)).toEqual(['content: could not be checked: Error: boom']);
    }
  });

  it('may be a function, as the schemas of some libraries are', async () => {
    const callable = Object.assign(
      () => undefined,
      schema((value) => ({ value })),
    );
    expect(await check(callable as unknown as ContentType, 1)).toEqual({ value: 1 });
  });
});
