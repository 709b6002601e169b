/** What goes wrong with tsyringe used directly, and must not here. ADR 4 names them. */
import { container, inject, injectable, singleton } from 'tsyringe';
import { ChannelClient } from '../../../src/channels/channel-client';
import { createApp } from '../../../src/container/create-app';
import { Inject } from '../../../src/decorators/inject';
import { Injectable } from '../../../src/decorators/injectable';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { build, drainAll } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';

afterEach(drainAll);

class Cache {
  readonly entries = new Map<string, unknown>();
}

@System({ id: 'root', providers: [Cache] })
class Root {
  constructor(readonly cache: Cache) {}
}

describe('what tsyringe does by itself', () => {
  it('is not reached: two apps of one process share nothing', async () => {
    const [first, second] = [await build(Root), await build(Root)];
    expect(first.app.get(Root)).not.toBe(second.app.get(Root));
    expect(first.app.get(Cache)).not.toBe(second.app.get(Cache));
    await first.app.drain();
    expect(() => second.app.get(Cache)).not.toThrow();
  });

  it('puts nothing into its global container, and takes nothing out of it', async () => {
    container.registerInstance(Cache, new Cache());
    container.registerInstance('global', 1);
    const { app } = await build(Root);
    expect(app.get(Cache)).not.toBe(container.resolve(Cache));
    expect(container.isRegistered(Root)).toBe(false);

    @System({ id: 'asking' })
    class Asking {
      constructor(@Inject('global') readonly value: unknown) {}
    }
    expect((await refusal(() => createApp(Asking))).code).toBe('HOLON_INVALID_TOPOLOGY');
  });

  it('does not construct by itself a class that nobody provides', async () => {
    const constructed = jest.fn();
    @injectable()
    @singleton()
    class Unprovided {
      constructor() {
        constructed();
      }
    }
    @System({ id: 'asking' })
    class Asking {
      constructor(readonly unprovided: Unprovided) {}
    }
    expect((await refusal(() => createApp(Asking))).problems).toMatchObject([
      { code: 'HOLON_UNKNOWN_PROVIDER' },
    ]);
    expect(constructed).not.toHaveBeenCalled();
  });

  it('does not hand the client of whoever asked first to everybody', async () => {
    @Injectable()
    class Reporter {
      constructor(readonly client: ChannelClient) {}
    }
    @System({ id: 'child' })
    class Child {
      constructor(readonly reporter: Reporter) {}
    }
    @System({ id: 'parent', providers: [Reporter] })
    class Parent {
      @Subsystem(Child) readonly child!: Child;
      constructor(readonly reporter: Reporter) {}
    }
    const error = await refusal(() => createApp(Parent));
    expect(error.problems).toMatchObject([{ code: 'HOLON_CAPTIVE_DEPENDENCY' }]);
  });

  it('leaves what the compiler emitted as it was, in a class and in its parent', async () => {
    class Parent {
      constructor(readonly cache: Cache) {}
    }
    @Injectable()
    class Child extends Parent {
      constructor(
        @Inject('token') readonly token: unknown,
        cache: Cache,
      ) {
        super(cache);
      }
    }
    const emitted = (target: object): unknown =>
      Reflect.getOwnMetadata('design:paramtypes', target);
    @System({ id: 'user', providers: [Cache, Child, ['token', 1]] })
    class User {
      constructor(readonly child: Child) {}
    }
    const before = [...(emitted(Child) as unknown[])];
    await build(User);
    expect(emitted(Child)).toEqual(before);
    expect(emitted(Child)).toEqual([Object, Cache]);
    expect(emitted(Parent)).toBeUndefined();
    expect(Reflect.getMetadataKeys(Parent)).toEqual([]);
  });

  it('cannot fall into a circle of tokens: it is refused before anything is asked for', async () => {
    @System({
      id: 'circle',
      providers: [
        { provide: 'a', useExisting: 'b' },
        { provide: 'b', useExisting: 'a' },
      ],
    })
    class Circle {
      constructor(@Inject('a') readonly a: unknown) {}
    }
    expect((await refusal(() => createApp(Circle))).problems).toMatchObject([
      { code: 'HOLON_CYCLE' },
    ]);
  });

  it('reads the tokens that its own @inject has named', async () => {
    @System({ id: 'user', providers: [['token', 42]] })
    class User {
      constructor(@inject('token') readonly value: unknown) {}
    }
    const { app } = await build(User);
    expect(app.get(User).value).toBe(42);
  });
});
