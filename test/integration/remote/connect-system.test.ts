import {
  createApp,
  Expose,
  HolonError,
  silentLogger,
  Subsystem,
  System,
  type App,
  type ServiceContext,
} from 'holon';
import { connectSystem } from 'holon/client';
import { VirtualClock } from 'holon/testing';
import { IsNumber } from 'class-validator';

import { ChaosProxy } from '../../helpers/chaos-proxy';
import { RecordingLogger } from '../../helpers/recording-logger';
import { until } from './plant';

class Size {
  @IsNumber() width!: number;
}

@System({ id: 'resizer', name: 'Resizer' })
class Resizer {
  calls: string[] = [];
  aborted: unknown;

  @Expose({ input: Size, output: Size, idempotent: true })
  async half({ width }: Size): Promise<Size> {
    this.calls.push(`half ${width}`);
    return { width: width / 2 };
  }

  @Expose()
  async count(): Promise<number> {
    this.calls.push('count');
    return this.calls.length;
  }

  @Expose()
  async slow(_input: undefined, { signal }: ServiceContext): Promise<void> {
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        this.aborted = signal.reason;
        resolve();
      });
    });
  }

  @Expose()
  async fail(input: { how: 'plain' | 'holon' }): Promise<void> {
    if (input.how === 'plain') throw new Error('secret of the house');
    throw new HolonError('HOLON_NOT_FOUND', 'no such picture');
  }

  hidden(): void {}
}

@System({ id: 'studio' })
class Studio {
  @Subsystem(Resizer, { id: 'left' }) readonly left!: Resizer;
  @Subsystem(Resizer, { id: 'right' }) readonly right!: Resizer;
}

const apps: App[] = [];
const proxies: ChaosProxy[] = [];

async function published() {
  const app = await createApp(Resizer, { logger: silentLogger });
  apps.push(app);
  const { url } = await app.publish();
  return { app, url, system: app.get(Resizer), resizer: connectSystem<Resizer>(url) };
}

afterEach(async () => {
  await Promise.all(proxies.splice(0).map((proxy) => proxy.close()));
  await Promise.all(apps.splice(0).map((app) => app.drain({ timeoutMs: 0 })));
});

describe('a system of another process', () => {
  it('is called like an object with its exposed methods', async () => {
    const { resizer } = await published();
    const half = await resizer.half({ width: 100 });
    expect(half).toEqual({ width: 50 });
    expect(Object.isFrozen(half)).toBe(true);
    expect(await resizer.count()).toBe(2);
    // @ts-expect-error -- the input is no Size
    await expect(resizer.half({ width: '1' })).rejects.toMatchObject({
      code: 'HOLON_INVALID_CONTENT',
      fields: [expect.stringContaining('width')],
    });
    // @ts-expect-error -- no input
    await expect(resizer.half()).rejects.toMatchObject({ code: 'HOLON_INVALID_CONTENT' });
  });

  it('has nothing else', async () => {
    const { resizer, system } = await published();
    const untyped = resizer as unknown as Record<string, (input?: unknown) => Promise<unknown>>;
    for (const name of ['hidden', 'toString', 'client']) {
      await expect(untyped[name]!()).rejects.toMatchObject({ code: 'HOLON_NOT_FOUND' });
    }
    await expect(untyped.haf!({})).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
      message: expect.stringContaining("did you mean 'half'?"),
    });
    expect(untyped.then).toBeUndefined();
    expect(await Promise.resolve(resizer)).toBe(resizer);
    expect(JSON.stringify(resizer)).toBe('{}');
    expect(system.calls).toEqual([]);
  });

  it('tells of its errors what it means to tell', async () => {
    const { resizer } = await published();
    await expect(resizer.fail({ how: 'holon' })).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
      message: 'no such picture',
    });
    const failed = resizer.fail({ how: 'plain' });
    await expect(failed).rejects.toMatchObject({ code: 'HOLON_SERVICE_FAILED' });
    await expect(failed).rejects.not.toThrow(/secret/);
  });

  it('is given the time that the caller has, and stops when he does not wait any more', async () => {
    const { resizer, system } = await published();
    await expect(resizer.slow(undefined, { timeoutMs: 30 })).rejects.toMatchObject({
      code: 'HOLON_HANDLER_TIMEOUT',
    });
    await until(() => system.aborted !== undefined);
    system.aborted = undefined;
    const controller = new AbortController();
    const call = resizer.slow(undefined, { signal: controller.signal });
    setImmediate(() => controller.abort());
    await expect(call).rejects.toMatchObject({ code: 'HOLON_ABORTED' });
  });

  it('is called again after a lost answer only where it says that this does no harm', async () => {
    const { system, url } = await published();
    const proxy = await ChaosProxy.before(url);
    proxies.push(proxy);
    const resizer = connectSystem<Resizer>(proxy.url, { random: () => 0 });
    await resizer.count();
    let lost = 0;
    const loseNext = (): void => {
      lost = 1;
      proxy.fate = () => ({ answerBytes: lost-- > 0 ? 10 : Infinity });
      proxy.cutAll();
    };
    loseNext();
    expect(await resizer.half({ width: 4 })).toEqual({ width: 2 });
    expect(system.calls).toEqual(['count', 'half 4', 'half 4']);
    loseNext();
    await expect(resizer.count()).rejects.toMatchObject({ code: 'HOLON_REMOTE_FAILED' });
    expect(system.calls).toEqual(['count', 'half 4', 'half 4', 'count']);
  });

  it('must be named where several offer the same', async () => {
    const app = await createApp(Studio, { logger: silentLogger });
    apps.push(app);
    const { url } = await app.publish();
    await expect(connectSystem<Resizer>(url).count()).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
      message: expect.stringContaining('left, right'),
    });
    expect(await connectSystem<Resizer>(url, { systemId: 'right' }).count()).toBe(1);
    expect(app.get(Studio).right.calls).toEqual(['count']);
    await expect(connectSystem<Resizer>(url, { systemId: 'other' }).count()).rejects.toMatchObject({
      code: 'HOLON_NOT_FOUND',
    });
  });

  it.each([
    ['nowhere', /is no address/],
    ['ftp://x', /must begin with http/],
    ['http://user:pass@x', /no name and password/],
    ['http://x/?token=1', /end before/],
  ])('is not looked for at %s', (url, problem) => {
    expect(() => connectSystem(url)).toThrow(problem);
  });
});

describe('a system that calls another app for its callers', () => {
  it.each(['HOLON_NOT_FOUND', 'HOLON_INVALID_REQUEST', 'HOLON_RATE_LIMITED'] as const)(
    'has failed where that answers %s, and tells what it said to the log alone',
    async (code) => {
      @System({ id: 'inner' })
      class Inner {
        @Expose() async look(): Promise<void> {
          throw new HolonError(code, 'the archive at 10.0.0.1 has no such picture');
        }
      }
      const inner = await createApp(Inner, { logger: silentLogger });
      apps.push(inner);
      const { url: innerUrl } = await inner.publish();
      const far = connectSystem<Inner>(innerUrl, { timeoutMs: 300 });
      @System({ id: 'outer' })
      class Outer {
        @Expose() async look(): Promise<void> {
          await far.look();
        }
        @Expose() async miss(): Promise<void> {
          await connectSystem<{ nothing(): Promise<void> }>(innerUrl).nothing();
        }
      }
      const log = new RecordingLogger();
      const outer = await createApp(Outer, { logger: log });
      apps.push(outer);
      const { url } = await outer.publish();
      await expect(far.look()).rejects.toMatchObject({ code });
      for (const name of ['look', 'miss']) {
        const answer = await fetch(`${url}/systems/outer/services/${name}`, { method: 'POST' });
        const text = await answer.text();
        expect([answer.status, text]).toEqual([
          500,
          expect.stringContaining('HOLON_SERVICE_FAILED'),
        ]);
        expect(text).not.toMatch(/archive|127\.0\.0\.1|inner/);
      }
      const [said] = log.of('service.failed');
      expect(said?.fields.error).toMatchObject({ code });
    },
  );
});

describe('an app that was started anew with other systems', () => {
  it('is asked once more what it has, and a service that says no itself is not called twice', async () => {
    @System({ id: 'first' })
    class First {
      @Expose({ readOnly: true }) async who(): Promise<string> {
        return 'first';
      }
    }
    @System({ id: 'second' })
    class Second {
      calls = 0;
      @Expose({ readOnly: true }) async who(): Promise<string> {
        return 'second';
      }
      @Expose() async find(): Promise<void> {
        this.calls += 1;
        throw new HolonError('HOLON_NOT_FOUND', 'no such thing');
      }
    }
    const before = await createApp(First, { logger: silentLogger });
    const { url } = await before.publish();
    const far = connectSystem<Second>(url);
    expect(await far.who()).toBe('first');
    await before.drain({ timeoutMs: 0 });
    const after = await createApp(Second, { logger: silentLogger });
    apps.push(after);
    await after.publish({ port: Number(new URL(url).port) });
    expect(await far.who()).toBe('second');
    await expect(far.find()).rejects.toMatchObject({ message: 'no such thing' });
    expect(after.get(Second).calls).toBe(1);
  });
});

describe('an address where nobody listens', () => {
  it('is given up after five seconds of tries where a call must not be repeated, with its name and the cure', async () => {
    const clock = new VirtualClock();
    const tries: number[] = [];
    const refused: typeof fetch = () => {
      tries.push(clock.monotonicMs());
      return Promise.reject(new TypeError('fetch failed', { cause: { code: 'ECONNREFUSED' } }));
    };
    const far = connectSystem<Resizer>('http://127.0.0.1:9', { clock, fetch: refused });
    const calling = far.count().catch((error: unknown) => error);
    let error: unknown;
    void calling.then((known) => (error = known));
    for (let n = 0; n < 60 && error === undefined; n += 1) await clock.advance(100);
    expect(error).toMatchObject({
      code: 'HOLON_REMOTE_FAILED',
      message: expect.stringContaining('http://127.0.0.1:9/systems: ECONNREFUSED') as string,
      hint: expect.stringMatching(
        /Nobody answers at http:\/\/127.0.0.1:9: start the app/,
      ) as string,
    });
    expect(tries.length).toBeGreaterThan(2);
    expect(tries.at(-1)).toBeLessThan(5_000);
  });
});
