import fc from 'fast-check';
import { injectable } from 'tsyringe';

import { Expose } from '../../../src/decorators/expose';
import { Inject } from '../../../src/decorators/inject';
import {
  type AnyClass,
  readConsumed,
  readExposed,
  readParameters,
  readSubsystems,
  readSystemMetadata,
} from '../../../src/decorators/metadata-storage';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';

class Meter {
  value = 0;
}
class Clock {
  now = 0;
}
const NAMES = ['alpha', 'beta', 'gamma'] as const;

describe('metadata storage', () => {
  it('knows nothing of a class without decorators, and leaves no trace on it by reading', () => {
    class Plain {}
    expect(readSystemMetadata(Plain)).toBeUndefined();
    expect([readSubsystems(Plain), readExposed(Plain), readConsumed(Plain)]).toEqual([[], [], []]);
    expect(readParameters(Plain)).toEqual([]);
    expect(Reflect.ownKeys(Plain).sort()).toEqual(['length', 'name', 'prototype']);
  });

  it('keeps one record under a shared key that no enumeration shows', () => {
    class Offer {
      @Expose() call(): void {}
    }
    const key = Symbol.for('holon:metadata/1');
    expect(Object.getOwnPropertyDescriptor(Offer, key)).toMatchObject({
      enumerable: false,
      writable: false,
      configurable: false,
    });
    expect(Object.keys(Offer)).toEqual([]);
  });

  it('lets a subclass inherit members, add to them and replace them, without touching the parent', () => {
    class Base {
      @Subsystem(Meter) readonly meter!: Meter;
      @Expose({ description: 'base' }) first(): void {}
      @Expose() second(): void {}
    }
    class Derived extends Base {
      @Subsystem(Clock) readonly clock!: Clock;
      @Expose({ description: 'derived' }) override first(): void {}
      @Expose() third(): void {}
    }
    const summary = (target: AnyClass) => readExposed(target).map((e) => [e.method, e.description]);
    expect(summary(Derived)).toEqual([
      ['first', 'derived'],
      ['second', ''],
      ['third', ''],
    ]);
    expect(summary(Base)).toEqual([
      ['first', 'base'],
      ['second', ''],
    ]);
    expect(readSubsystems(Derived).map((s) => s.property)).toEqual(['meter', 'clock']);
    expect(readSubsystems(Base).map((s) => s.property)).toEqual(['meter']);
  });

  it('reads the same along any line of classes as a map that each class adds to', () => {
    const level = fc.uniqueArray(fc.constantFrom(...NAMES));
    fc.assert(
      fc.property(fc.array(level, { minLength: 1, maxLength: 6 }), fc.nat(), (levels, seed) => {
        const line: AnyClass[] = [];
        levels.forEach(() => {
          const parent = (line.at(-1) ?? Object) as new () => object;
          line.push(class extends parent {});
        });
        // The order in which classes are decorated must not matter: children first, parents first, any.
        const order = [...levels.keys()].sort((a, b) => ((a * seed) % 7) - ((b * seed) % 7));
        for (const depth of order) {
          for (const method of levels[depth] ?? []) {
            const { prototype } = line[depth] as { prototype: object };
            Expose({ description: String(depth) })(prototype, method, { value: () => undefined });
          }
        }
        line.forEach((target, depth) => {
          const expected = new Map<string, string>();
          for (let above = 0; above <= depth; above += 1) {
            for (const method of levels[above] ?? []) expected.set(method, String(above));
          }
          expect(readExposed(target).map((e) => [e.method, e.description])).toEqual([...expected]);
        });
      }),
    );
  });
});

describe('readParameters', () => {
  it('reads the types that the compiler emitted, and calls nothing a token that names no class', () => {
    @System({ id: 'gauge' })
    class Gauge {
      constructor(
        readonly meter: Meter,
        @Inject('rate') readonly rate: number,
      ) {}
    }
    expect(readParameters(Gauge)).toEqual([
      { index: 0, token: Meter, typeName: 'Meter' },
      { index: 1, token: 'rate', typeName: 'Number' },
    ]);
  });

  it('takes those of the parent where a class has no constructor, and its own where it has one', () => {
    @System({ id: 'base' })
    class Base {
      constructor(
        readonly meter: Meter,
        @Inject('rate') readonly rate: number,
      ) {}
    }
    @System({ id: 'same' })
    class Same extends Base {}
    class Undecorated extends Same {}
    @System({ id: 'own' })
    class Own extends Base {
      constructor(readonly clock: Clock) {
        super(new Meter(), 2);
      }
    }
    @System({ id: 'none' })
    class None extends Base {
      constructor() {
        super(new Meter(), 2);
      }
    }
    const tokens = (target: AnyClass) => readParameters(target).map(({ token }) => token);
    expect(tokens(Same)).toEqual([Meter, 'rate']);
    expect(tokens(Undecorated)).toEqual([Meter, 'rate']);
    expect(tokens(Own)).toEqual([Clock]);
    expect(tokens(None)).toEqual([]);
    expect(tokens(Base)).toEqual([Meter, 'rate']);
  });

  it('never writes to what the compiler emitted, of the class or of its parent', () => {
    class Base {
      constructor(@Inject('a') readonly meter: Meter) {}
    }
    class Derived extends Base {
      constructor(@Inject('b') clock: Clock) {
        super(new Meter());
        this.meter.value = clock.now;
      }
    }
    readParameters(Derived);
    readParameters(Base);
    expect(Reflect.getOwnMetadata('design:paramtypes', Base)).toEqual([Meter]);
    expect(Reflect.getOwnMetadata('design:paramtypes', Derived)).toEqual([Clock]);
    expect(readParameters(Base)[0]?.token).toBe('a');
    expect(readParameters(Derived)[0]?.token).toBe('b');
  });

  it('still reads a class that the injectable of tsyringe was applied to', () => {
    @injectable()
    class Base {
      constructor(@Inject('a') readonly meter: Meter) {}
    }
    expect(readParameters(Base)[0]?.token).toBe('a');
  });

  it('counts the parameters of a class that was compiled without metadata', () => {
    // Without any decorator no compiler emits metadata.
    class Bare {
      constructor(
        readonly meter: Meter,
        readonly clock: Clock,
      ) {}
    }
    expect(readParameters(Bare)).toEqual([
      { index: 0, typeName: 'no metadata' },
      { index: 1, typeName: 'no metadata' },
    ]);
    Inject('b')(Bare, undefined, 1);
    expect(readParameters(Bare)[1]).toEqual({ index: 1, token: 'b', typeName: 'no metadata' });
  });
});
