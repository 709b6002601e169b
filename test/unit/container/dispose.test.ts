import { createApp } from '../../../src/container/create-app';
import type { Provider } from '../../../src/decorators/declarations';
import { Inject } from '../../../src/decorators/inject';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { build } from '../../helpers/launch';
import { RecordingLogger } from '../../helpers/recording-logger';
import { refusal } from '../../helpers/refusal';

let events: string[] = [];
beforeEach(() => {
  events = [];
});

/** A provider that notes when it makes and when what it made is disposed. */
function making(name: string, ...inject: string[]): Provider {
  return {
    provide: name,
    inject,
    useFactory: () => {
      events.push(`make ${name}`);
      return {
        [Symbol.asyncDispose]: async () => {
          events.push(`dispose ${name} …`);
          await Promise.resolve();
          events.push(`… ${name}`);
        },
      };
    },
  };
}

@System({ id: 'root' })
class Root {
  constructor(@Inject('top') readonly top: unknown) {}
}

describe('the disposal of providers', () => {
  it('comes last first, one after the other, and once', async () => {
    const providers = [making('top', 'middle'), making('middle', 'base'), making('base')];
    const { app } = await build(Root, { providers });
    await Promise.all([app.drain(), app.drain()]);
    await app[Symbol.asyncDispose]();
    expect(events).toEqual([
      'make base',
      'make middle',
      'make top',
      'dispose top …',
      '… top',
      'dispose middle …',
      '… middle',
      'dispose base …',
      '… base',
    ]);
  });

  it('goes on after a disposer that throws or rejects, and says whose it was', async () => {
    const failing: Provider = {
      provide: 'top',
      inject: ['middle', 'base'],
      useFactory: () => ({
        [Symbol.dispose]: () => {
          throw new Error('stuck');
        },
      }),
    };
    const rejecting: Provider = {
      provide: 'middle',
      useFactory: () => ({ dispose: () => Promise.reject(new Error('stuck too')) }),
    };
    const { app, log } = await build(Root, { providers: [failing, rejecting, making('base')] });
    await app.drain();
    expect(events).toEqual(['make base', 'dispose base …', '… base']);
    const failures = log
      .of('provider.dispose-failed')
      .map(({ fields }) => [fields.provider, String(fields.error)]);
    expect(failures).toEqual([
      ["'top'", 'Error: stuck'],
      ["'middle'", 'Error: stuck too'],
    ]);
  });

  it('prefers asyncDispose, then dispose of the language, then the method of that name', async () => {
    class Both {
      [Symbol.dispose](): void {
        events.push('Symbol.dispose');
      }
      dispose(): void {
        events.push('dispose');
      }
    }
    const { app } = await build(Root, { providers: [{ provide: 'top', useClass: Both }] });
    await app.drain();
    expect(events).toEqual(['Symbol.dispose']);
  });

  it('asks nothing of what has no disposer', async () => {
    const products: readonly unknown[] = [{}, null, undefined, 7, 'text'];
    const names = products.map((_, index) => `product ${index}`);
    const providers = products.map((product, index) => ({
      provide: `product ${index}`,
      useFactory: () => product,
    }));
    const top = { provide: 'top', useFactory: () => 'top', inject: names };
    const { app, log } = await build(Root, { providers: [...providers, top] });
    await app.drain();
    expect(log.of('provider.dispose-failed')).toEqual([]);
  });

  it('leaves values alone: who made them disposes them', async () => {
    const dispose = jest.fn();
    const { app } = await build(Root, { providers: [['top', { dispose }]] });
    await app.drain();
    expect(dispose).not.toHaveBeenCalled();
  });

  it('waits for none that hangs beyond the deadline, and says whose it was', async () => {
    const hanging: Provider = {
      provide: 'top',
      inject: ['base'],
      useFactory: () => ({ dispose: () => new Promise(() => undefined) }),
    };
    const store = new MemoryStore();
    const flush = jest.spyOn(store, 'flush');
    const { app, clock } = await build(Root, { providers: [hanging, making('base')], store });
    const drained = app.drain({ timeoutMs: 100 });
    await clock.advance(100);
    expect(await drained).toMatchObject({
      completed: false,
      elapsedMs: 100,
      abandoned: ["dispose of 'top' was still running"],
    });
    expect(events).toEqual(['make base', 'dispose base …', '… base']);
    expect(flush).toHaveBeenCalled();
  });

  it('is followed by the store, which has a second to close however late it is', async () => {
    const store = new MemoryStore();
    jest.spyOn(store, 'flush').mockReturnValue(new Promise<void>(() => undefined) as never);
    const { app, clock } = await build(Root, { providers: [['top', 1]], store });
    const drained = app.drain({ timeoutMs: 100 });
    await clock.advance(1_000);
    expect((await drained).abandoned).toEqual(['the store was still closing']);
  });

  it('disposes once what two providers give out', async () => {
    const dispose = jest.fn();
    const { app } = await build(Root, {
      providers: [
        { provide: 'top', useFactory: (same: unknown) => same, inject: ['same'] },
        { provide: 'same', useFactory: () => ({ dispose }) },
      ],
    });
    await app.drain();
    expect(dispose).toHaveBeenCalledTimes(1);
  });
});

describe('an app that cannot be built', () => {
  @System({ id: 'child' })
  class Child {
    constructor(@Inject('broken') readonly broken: unknown) {}
  }
  @System({ id: 'parent' })
  class Parent {
    @Subsystem(Child) readonly child!: Child;
    constructor(@Inject('top') readonly top: unknown) {}
  }
  class Broken {
    constructor() {
      throw new RangeError('out of paper');
    }
  }
  const logger = new RecordingLogger();

  it.each<[string, Provider]>([
    ['a constructor that throws', { provide: 'broken', useClass: Broken }],
    ['a factory that throws', { provide: 'broken', useFactory: () => new Broken() }],
    [
      'a factory that rejects',
      { provide: 'broken', useFactory: () => Promise.reject(new RangeError('out of paper')) },
    ],
  ])('says the way to %s, and disposes all that was made before', async (_what, broken) => {
    const providers = [making('top', 'base'), making('base'), broken];
    const error = await refusal(() => createApp(Parent, { providers, logger }));
    expect(error).toMatchObject({
      code: 'HOLON_PROVIDER_FAILED',
      message: "'broken' could not be built: out of paper",
      path: ['parent', 'child', 'Child', "'broken'"],
    });
    expect(error.cause).toBeInstanceOf(RangeError);
    expect(events.slice(2)).toEqual(['dispose top …', '… top', 'dispose base …', '… base']);
  });

  it('waits at most ten seconds for a disposer that hangs', async () => {
    const clock = new VirtualClock();
    const hanging: Provider = {
      provide: 'top',
      useFactory: () => ({ dispose: () => new Promise(() => undefined) }),
    };
    const providers = [hanging, { provide: 'broken', useClass: Broken }];
    const refused = refusal(() => createApp(Parent, { providers, logger, clock }));
    await clock.advance(10_000);
    expect((await refused).code).toBe('HOLON_PROVIDER_FAILED');
  });

  it('blames the provider that failed, not the one that needed it', async () => {
    const providers = [
      ['top', 1] as const,
      { provide: 'broken', useFactory: () => 1, inject: ['deep'] },
      { provide: 'deep', useClass: Broken },
    ];
    const error = await refusal(() => createApp(Parent, { providers, logger }));
    expect(error.message).toBe("'deep' could not be built: out of paper");
    expect(error.path).toEqual(['parent', 'child', 'Child', "'broken'", "'deep'"]);
    expect(error.cause).toBeInstanceOf(RangeError);
  });

  it('says which system has a constructor that throws', async () => {
    @System({ id: 'fragile' })
    class Fragile extends Broken {}
    @System({ id: 'root' })
    class Above {
      @Subsystem(Fragile) readonly fragile!: Fragile;
    }
    const error = await refusal(() => createApp(Above, { logger }));
    expect(error).toMatchObject({
      code: 'HOLON_PROVIDER_FAILED',
      path: ['root', 'fragile', 'Fragile'],
    });
  });

  it('flushes a store that was given and leaves it open', async () => {
    const store = new MemoryStore();
    const close = jest.spyOn(store, 'close');
    const flush = jest.spyOn(store, 'flush');
    const providers: Provider[] = [['top', 1], { provide: 'broken', useClass: Broken }];
    await refusal(() => createApp(Parent, { providers, logger, store }));
    expect(flush).toHaveBeenCalledTimes(1);
    expect(close).not.toHaveBeenCalled();
  });
});
