import { LOGGER, CLOCK } from '../../../src/container/tokens';
import type { Provider } from '../../../src/decorators/declarations';
import { Inject } from '../../../src/decorators/inject';
import { Injectable } from '../../../src/decorators/injectable';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { Logger } from '../../../src/observability/logger';
import { build, drainAll } from '../../helpers/launch';

afterEach(drainAll);

/** What a system that asks for `token` gets from `providers`. */
async function given(token: symbol | string, providers: readonly Provider[]): Promise<unknown> {
  @System({ id: 'root' })
  class Root {
    constructor(@Inject(token) readonly value: unknown) {}
  }
  const { app } = await build(Root, { providers });
  expect(app.get(token as never)).toBe(app.get(Root).value);
  return app.get(Root).value;
}

class Clockwork {
  readonly teeth: number = 12;
}

@Injectable()
class Engine {
  constructor(readonly clockwork: Clockwork) {}
}

@System({ id: 'root' })
class Root {
  constructor(
    readonly engine: Engine,
    readonly clockwork: Clockwork,
  ) {}
}

describe('providers', () => {
  it('builds a class with what its constructor asks for, once', async () => {
    const { app } = await build(Root, { providers: [Engine, Clockwork] });
    const { engine, clockwork } = app.get(Root);
    expect(engine).toBeInstanceOf(Engine);
    expect(engine.clockwork).toBe(clockwork);
    expect(app.get(Engine)).toBe(engine);
  });

  it('builds another class for a token', async () => {
    class Precise extends Clockwork {
      override readonly teeth = 64;
    }
    const { app } = await build(Root, {
      providers: [Engine, { provide: Clockwork, useClass: Precise }],
    });
    expect(app.get(Root).engine.clockwork.teeth).toBe(64);
  });

  it.each([[0], [''], [false], [null], [undefined], [Number.NaN], [{ a: 1 }]])(
    'hands over the value %p as it is',
    async (value) => {
      expect(await given('value', [{ provide: 'value', useValue: value }])).toBe(value);
      expect(await given('value', [['value', value]])).toBe(value);
    },
  );

  it('calls a factory with what it asks for, once', async () => {
    const create = jest.fn((a: number, b: number) => ({ sum: a + b }));
    const value = await given('sum', [
      { provide: 'sum', useFactory: create, inject: ['a', 'b'] },
      ['a', 1],
      { provide: 'b', useFactory: () => 2 },
    ]);
    expect(value).toEqual({ sum: 3 });
    expect(create).toHaveBeenCalledTimes(1);
  });

  it.each([[undefined], [null], [0]])(
    'takes %p from a factory for its product',
    async (product) => {
      const create = jest.fn(() => product);
      expect(await given('none', [{ provide: 'none', useFactory: create }])).toBe(product);
      expect(create).toHaveBeenCalledTimes(1);
    },
  );

  it('awaits an async factory before it builds whoever needs it', async () => {
    const order: string[] = [];
    const later = (name: string, ...needs: string[]): Provider => ({
      provide: name,
      inject: needs,
      useFactory: async (...values: string[]) => {
        order.push(`${name} begins`);
        await Promise.resolve();
        order.push(`${name} ends`);
        return `${name}(${values.join()})`;
      },
    });
    expect(
      await given('top', [
        later('top', 'left', 'right'),
        later('left', 'base'),
        later('right', 'base'),
        later('base'),
      ]),
    ).toBe('top(left(base()),right(base()))');
    expect(order).toEqual(
      ['base', 'left', 'right', 'top'].flatMap((name) => [`${name} begins`, `${name} ends`]),
    );
  });

  it('follows an alias, and an alias of an alias', async () => {
    const { app } = await build(Root, {
      providers: [
        Engine,
        { provide: Clockwork, useExisting: 'movement' },
        { provide: 'movement', useExisting: 'swiss' },
        { provide: 'swiss', useFactory: () => new Clockwork() },
      ],
    });
    expect(app.get(Root).clockwork).toBeInstanceOf(Clockwork);
    expect(app.get(Clockwork)).toBe(app.get('swiss'));
  });

  it('gives each system a logger that names it, and the clock of the app', async () => {
    @System({ id: 'child' })
    class Child {
      constructor(
        @Inject(LOGGER) readonly logger: Logger,
        @Inject('shared') readonly shared: Logger,
      ) {}
    }
    @System({ id: 'parent' })
    class Parent {
      @Subsystem(Child) readonly child!: Child;
      constructor(@Inject(CLOCK) readonly clock: unknown) {}
    }
    const shared: Provider = {
      provide: 'shared',
      useFactory: (logger: Logger) => logger,
      inject: [LOGGER],
    };
    const { app, clock, log } = await build(Parent, { providers: [shared] });
    expect(app.get(Parent).clock).toBe(clock);
    app.get(Child).logger.info('child.said');
    app.get(Child).shared.info('app.said');
    expect(log.of('child.said')[0]?.fields).toEqual({ systemId: 'child' });
    expect(log.of('app.said')[0]?.fields).toEqual({});
  });

  it('does not build what nobody asks for', async () => {
    const create = jest.fn();
    await given('a', [['a', 1], { provide: 'b', useFactory: create }]);
    expect(create).not.toHaveBeenCalled();
  });
});

describe('app.get', () => {
  it('refuses what the app does not have, by name', async () => {
    const { app } = await build(Root, { providers: [Engine, Clockwork] });
    class Stranger {}
    expect(() => app.get(Stranger)).toThrow(
      expect.objectContaining({
        code: 'HOLON_UNKNOWN_PROVIDER',
        message: 'The app has no Stranger',
      }),
    );
  });
});
