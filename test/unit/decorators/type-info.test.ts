import { Inject } from '../../../src/decorators/inject';
import { System } from '../../../src/decorators/system';
import { checkParameters } from '../../../src/decorators/type-info';
import { refusal } from './refusal';

interface Rate {
  readonly perSecond: number;
}
class Meter {
  value = 0;
}

/** Without any decorator no compiler emits metadata: this is what tsx makes of every class. */
class Bare {
  constructor(readonly meter: Meter) {}
}

describe('a constructor parameter that names nothing to inject', () => {
  it.each([
    [
      'an interface',
      (): unknown => {
        @System({ id: 'g' })
        class Gauge {
          constructor(
            readonly meter: Meter,
            readonly rate: Rate,
          ) {}
        }
        return Gauge;
      },
      'Object',
    ],
    [
      'a string',
      (): unknown => {
        @System({ id: 'g' })
        class Gauge {
          constructor(
            readonly meter: Meter,
            readonly rate: string,
          ) {}
        }
        return Gauge;
      },
      'String',
    ],
    [
      'an array',
      (): unknown => {
        @System({ id: 'g' })
        class Gauge {
          constructor(
            readonly meter: Meter,
            readonly rate: Meter[],
          ) {}
        }
        return Gauge;
      },
      'Array',
    ],
    [
      'a function',
      (): unknown => {
        @System({ id: 'g' })
        class Gauge {
          constructor(
            readonly meter: Meter,
            readonly rate: () => void,
          ) {}
        }
        return Gauge;
      },
      'Function',
    ],
  ])('is refused for %s when the class is defined', (_type, define, seen) => {
    const error = refusal(define);
    expect(error.code).toBe('HOLON_NO_TYPE_INFO');
    expect(error.message).toContain(
      `Gauge: constructor parameter 1 (rate) has no type at run time: the compiler saw ${seen}`,
    );
    expect(error.hint).toContain('@Inject(token)');
  });

  it('is accepted with @Inject', () => {
    expect(() => {
      @System({ id: 'g' })
      class Gauge {
        constructor(@Inject('rate') readonly rate: Rate) {}
      }
      return Gauge;
    }).not.toThrow();
  });

  it('is explained by the compiler where that emitted nothing at all', () => {
    const error = refusal(() => {
      System({ id: 'g' })(Bare);
    });
    expect(error.code).toBe('HOLON_NO_TYPE_INFO');
    expect(error.message).toContain(
      'Bare: constructor parameter 0 (meter) has no type at run time',
    );
    expect(error.message).toContain('tsx and esbuild');
    expect(error.hint).toContain('emitDecoratorMetadata');
  });

  it('is explained by a circular import where the type is undefined', () => {
    class Gauge extends Bare {
      constructor(meter: Meter) {
        super(meter);
        this.meter.value += 1;
      }
    }
    Reflect.defineMetadata('design:paramtypes', [undefined], Gauge);
    const error = refusal(() => {
      checkParameters(Gauge);
    });
    expect(error.message).toContain('parameter 0 (meter)');
    expect(error.message).toContain('circular import');
  });

  it('is named with the class that declares it where it is inherited', () => {
    class Derived extends Bare {}
    const error = refusal(() => {
      checkParameters(Derived);
    });
    expect(error.message).toContain(
      'Derived: constructor parameter 0 (meter), inherited from Bare, has no type at run time',
    );
  });

  it('is named by its number alone where the source is not simple enough to be sure', () => {
    class Gauge {
      constructor(
        readonly meter: Meter,
        readonly scale = Math.max(1, 2),
      ) {}
    }
    expect(
      refusal(() => {
        checkParameters(Gauge);
      }).message,
    ).toContain('constructor parameter 0 has');
  });
});
