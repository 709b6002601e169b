import fc from 'fast-check';
import { snapshot } from '../../../src/content/snapshot';
import { HolonError } from '../../../src/errors/holon-error';

function refusalOf(value: unknown, options?: Parameters<typeof snapshot>[1]): string {
  try {
    snapshot(value, options);
  } catch (error) {
    expect(error).toBeInstanceOf(HolonError);
    expect((error as HolonError).code).toBe('HOLON_NOT_SERIALISABLE');
    return (error as HolonError).message;
  }
  throw new Error('accepted');
}

function isDeeplyFrozen(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return true;
  return Object.isFrozen(value) && Object.values(value).every(isDeeplyFrozen);
}

const throughJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 1; level < levels; level += 1) value = { next: value };
  return value;
}

describe('snapshot', () => {
  it('copies what it is given, so that later changes of the writer are not seen', () => {
    const content = { items: [{ price: 1 }] };
    const copy = snapshot(content);
    content.items[0]!.price = 2;
    expect(copy).toEqual({ items: [{ price: 1 }] });
  });

  it('freezes the copy on all levels and leaves the original as it was', () => {
    const content = { items: [{ price: 1 }] };
    expect(isDeeplyFrozen(snapshot(content))).toBe(true);
    expect(Object.isFrozen(content)).toBe(false);
    expect(Object.isFrozen(content.items)).toBe(false);
  });

  it('takes plain values as they are', () => {
    for (const value of ['', 'text', 0, -1.5, true, false, null, [], {}]) {
      expect(snapshot(value)).toEqual(value);
    }
  });

  it('makes -0 the 0 that JSON makes of it', () => {
    expect(snapshot([-0, { a: -0 }])).toEqual([0, { a: 0 }]);
  });

  it('leaves out properties that are undefined', () => {
    expect(Object.keys(snapshot({ a: undefined, b: 1 }) as object)).toEqual(['b']);
  });

  it('takes what toJSON returns', () => {
    const when = new Date(0);
    expect(snapshot({ when })).toEqual({ when: '1970-01-01T00:00:00.000Z' });
    expect(snapshot({ link: new URL('http://a.b/c') })).toEqual({ link: 'http://a.b/c' });
    expect(snapshot({ money: { toJSON: (key: string) => ({ key }) } })).toEqual({
      money: { key: 'money' },
    });
  });

  it('does not call toJSON again on what toJSON returned, as JSON does not', () => {
    class Same {
      value = 1;
      toJSON(): this {
        return this;
      }
    }
    expect(snapshot(new Same())).toEqual({ value: 1 });
  });

  it('takes the enumerable fields of an instance, and no methods', () => {
    class Reading {
      celsius = 21;
      get fahrenheit(): number {
        return this.celsius * 1.8 + 32;
      }
      describe(): string {
        return 'warm';
      }
    }
    const copy = snapshot(new Reading());
    expect(copy).toStrictEqual({ celsius: 21 });
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
  });

  it('takes objects without prototype', () => {
    expect(snapshot(Object.assign(Object.create(null), { a: 1 }))).toStrictEqual({ a: 1 });
  });

  it('keeps keys that name parts of the prototype as data', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"admin":true},"constructor":1,"toString":{"a":1},"hasOwnProperty":[]}',
    ) as object;
    const copy = snapshot(hostile) as object;
    expect(JSON.stringify(copy)).toBe(JSON.stringify(hostile));
    expect(Object.getPrototypeOf(copy)).toBe(Object.prototype);
    expect('admin' in copy).toBe(false);
    expect('admin' in {}).toBe(false);
    expect(isDeeplyFrozen(copy)).toBe(true);
  });

  it('lets two fields share one object', () => {
    const shared = { a: 1 };
    expect(snapshot({ x: shared, y: [shared, shared] })).toEqual({
      x: { a: 1 },
      y: [{ a: 1 }, { a: 1 }],
    });
  });

  it.each([
    ['a function', () => 1, 'is a function'],
    ['a symbol', Symbol('s'), 'is a symbol'],
    ['a bigint', 1n, 'is a bigint'],
    ['NaN', NaN, 'is NaN'],
    ['infinity', -Infinity, 'is -Infinity'],
    ['a Map', new Map(), 'is a Map'],
    ['a Set', new Set(), 'is a Set'],
    ['a WeakMap', new WeakMap(), 'is a WeakMap'],
    ['an ArrayBuffer', new ArrayBuffer(1), 'is an ArrayBuffer'],
    ['a typed array', new Float64Array(1), 'is a Float64Array'],
    ['a Buffer', Buffer.from('a'), 'is a Uint8Array'],
    ['a RegExp', /a/, 'is a RegExp'],
    ['a Promise', Promise.resolve(), 'is a Promise'],
    ['an Error', new TypeError('a'), 'is an Error'],
    ['an invalid Date', new Date(NaN), 'is an invalid Date'],
    ['a boxed string', Object('a'), 'is a String'],
    ['undefined', undefined, 'is undefined'],
    ['toJSON without a result', { toJSON: () => undefined }, 'is undefined'],
    ['a symbol key', { [Symbol('s')]: 1 }, 'has the symbol key Symbol(s)'],
  ])('refuses %s and names its place', (_, value, problem) => {
    expect(refusalOf(value)).toBe(`content ${problem}`);
    expect(refusalOf([value])).toBe(`content[0] ${problem}`);
    if (value === undefined) return;
    expect(refusalOf({ items: [{}, { 'a b': value }] })).toBe(`content.items[1]["a b"] ${problem}`);
  });

  it('refuses a hole in a list', () => {
    const list = Object.assign([], { 0: 1, 2: 3 });
    expect(refusalOf({ list })).toBe('content.list[1] is undefined');
  });

  it('refuses a cycle and says where it leads', () => {
    const content: Record<string, unknown> = { items: [{}] };
    (content.items as Record<string, unknown>[])[0]!.order = content;
    expect(refusalOf(content)).toBe('content.items[0].order refers back to content');
  });

  it('refuses what is nested too deeply', () => {
    expect(snapshot(nested(100))).toEqual(nested(100));
    expect(refusalOf(nested(101))).toMatch(
      /^content(\.next){100} is nested deeper than 100 levels$/,
    );
    expect(refusalOf(nested(100_000))).toMatch(/is nested deeper than 100 levels$/);
    expect(refusalOf(nested(4), { maxDepth: 3 })).toBe(
      'content.next.next.next is nested deeper than 3 levels',
    );
  });

  it('calls the value what the caller calls it', () => {
    expect(refusalOf({ a: 1n }, { name: 'metadata' })).toBe('metadata.a is a bigint');
  });

  it('turns an error of a getter into a refusal that carries it', () => {
    const cause = new Error('broken');
    const content = {
      get a(): never {
        throw cause;
      },
    };
    expect(() => snapshot(content)).toThrow(
      expect.objectContaining({ code: 'HOLON_NOT_SERIALISABLE', cause }),
    );
  });

  it('gives for any JSON what a round trip through JSON gives, frozen', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const copy = snapshot(value);
        expect(copy).toEqual(throughJson(value));
        expect(isDeeplyFrozen(copy)).toBe(true);
        expect(snapshot(copy)).toEqual(copy);
      }),
    );
  });

  it('gives for any value at all what a round trip gives, or refuses it', () => {
    const anything = fc.anything({
      withBigInt: true,
      withBoxedValues: true,
      withDate: true,
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withNullPrototype: true,
      withObjectString: true,
      withSparseArray: true,
    });
    fc.assert(
      fc.property(anything, (value) => {
        let copy: unknown;
        try {
          copy = snapshot(value);
        } catch (error) {
          expect(error).toMatchObject({ code: 'HOLON_NOT_SERIALISABLE' });
          return;
        }
        expect(JSON.stringify(copy)).toBe(JSON.stringify(value));
        expect(copy).toEqual(throughJson(value));
        expect(isDeeplyFrozen(copy)).toBe(true);
      }),
      { numRuns: 1000 },
    );
  });
});
