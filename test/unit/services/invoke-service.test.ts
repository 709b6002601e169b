import { IsInt, IsString, Max } from 'class-validator';
import { publicationPointOf } from '../../../src/container/app';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Expose, type ServiceContext } from '../../../src/decorators/expose';
import { System } from '../../../src/decorators/system';
import { HolonError } from '../../../src/errors/holon-error';
import type { StandardSchemaV1 } from '../../../src/model/standard-schema';
import { exposedBy, findService, findSystem } from '../../../src/services/find-service';
import { invokeService, type ServiceCall } from '../../../src/services/invoke-service';
import { drainAll, launch, type TestApp } from '../../helpers/launch';
import { refusal } from '../../helpers/refusal';

class Job {
  @IsString() name!: string;
  @IsInt() @Max(10) size!: number;
}

class Done {
  @IsString() name!: string;
}

/** Makes a number of digits; refuses what is none. */
const digits: StandardSchemaV1<string, number> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) =>
      /^\d+$/.test(String(value))
        ? { value: Number(value) }
        : { issues: [{ message: 'no digits' }] },
  },
};

@System({ id: 'quiet', channels: channelAccess({}) })
class Quiet {}

@System({ id: 'worker' })
class Worker {
  readonly seen: { input: unknown; context: ServiceContext }[] = [];
  fault: unknown;
  result: unknown = 'done';
  private hidden = 1;

  @Expose({ input: Job, output: Done }) process(job: Job, context: ServiceContext): Done {
    this.seen.push({ input: job, context });
    return { name: job.name };
  }
  @Expose() nothing(): void {
    this.hidden += 1;
  }
  @Expose({ input: digits }) double(count: number): number {
    return count * 2;
  }
  @Expose() fail(): void {
    throw this.fault;
  }
  @Expose() give(): unknown {
    return this.result;
  }
  @Expose({ output: Done }) giveDone(): Done {
    return this.result as Done; // what a careless method returns
  }
  @Expose({ timeoutMs: 500 }) async wait(
    _input: unknown,
    context: ServiceContext,
  ): Promise<string> {
    this.seen.push({ input: undefined, context });
    await new Promise<void>((resolve) => {
      context.signal.addEventListener('abort', () => resolve());
    });
    return 'too late';
  }
  unexposed(): string {
    return 'secret';
  }
}

let test: TestApp;

const call = (name: string, options: Partial<ServiceCall> = {}): Promise<unknown> => {
  const app = publicationPointOf(test.app).app;
  const service = findService(findSystem(app, 'worker')!, name)!;
  const given = { caller: { systemId: 'caller-1' }, input: undefined, ...options };
  return invokeService(service, given, app.environment);
};
const worker = (): Worker => test.app.get(Worker);

beforeEach(async () => {
  test = await launch(Worker);
});
afterEach(drainAll);

describe('finding a service', () => {
  it.each(['unexposed', 'hidden', 'constructor', '__proto__', 'toString', ''])(
    'finds nothing of the name %j',
    (name) => {
      const system = findSystem(publicationPointOf(test.app).app, 'worker')!;
      expect(findService(system, 'process')).toBeDefined();
      expect(findService(system, name)).toBeUndefined();
    },
  );

  it('does not know systems that offer nothing', async () => {
    const { app } = publicationPointOf((await launch(Quiet)).app);
    expect(app.systems()).toHaveLength(1);
    expect(findSystem(app, 'quiet')).toBeUndefined();
    expect(exposedBy(app.systems()[0]!)).toEqual([]);
  });
});

describe('calling a service', () => {
  it('gives the method its input as plain frozen data, and who calls', async () => {
    expect(await call('process', { input: { name: 'a', size: 3 } })).toEqual({ name: 'a' });
    const [{ input, context } = {}] = worker().seen;
    expect(input).toEqual({ name: 'a', size: 3 });
    expect(input).not.toBeInstanceOf(Job);
    expect(Object.isFrozen(input)).toBe(true);
    expect(context).toEqual({ callerId: 'caller-1', signal: expect.any(AbortSignal) as unknown });
  });

  it('names the fields of an input that does not fit, and does not call', async () => {
    const error = await refusal(() => call('process', { input: { name: 1, size: 11 } }));
    expect(error.code).toBe('HOLON_INVALID_CONTENT');
    expect(error.message).toContain("service 'process' of system 'worker': the input is no Job");
    expect(error.fields).toEqual([
      expect.stringContaining('name: '),
      expect.stringContaining('size: '),
    ]);
    expect((await refusal(() => call('process'))).code).toBe('HOLON_INVALID_CONTENT');
    expect(worker().seen).toEqual([]);
  });

  it('gives what a Standard Schema has made of the input', async () => {
    expect(await call('double', { input: '21' })).toBe(42);
    expect((await refusal(() => call('double', { input: 'x' }))).fields).toEqual([
      'content: no digits',
    ]);
  });

  it('answers null for a method that returns nothing', async () => {
    expect(await call('nothing')).toBeNull();
  });

  it.each([
    ['a Map', new Map()],
    ['NaN', NaN],
    ['a bigint', 1n],
    ['a function', () => 1],
  ])('fails where the result is %s, and logs why', async (_, result) => {
    worker().result = result;
    const error = await refusal(() => call('give'));
    expect(error.code).toBe('HOLON_SERVICE_FAILED');
    expect(error.message).toBe("service 'give' of system 'worker' failed");
    const [entry] = test.log.of('service.failed');
    expect(entry?.fields).toMatchObject({ systemId: 'worker', service: 'give' });
    expect((entry?.fields.error as HolonError).code).toBe('HOLON_NOT_SERIALISABLE');
  });

  it.each([[{ name: 'a', password: 'x' }], [{}], [undefined]])(
    'never sends a result that its output type does not allow: %j',
    async (result) => {
      worker().result = result;
      expect((await refusal(() => call('giveDone'))).code).toBe('HOLON_SERVICE_FAILED');
    },
  );

  it('says nothing of what the method threw, and logs it', async () => {
    worker().fault = new Error('password is hunter2');
    const error = await refusal(() => call('fail'));
    expect(error).toMatchObject({
      code: 'HOLON_SERVICE_FAILED',
      message: "service 'fail' of system 'worker' failed",
    });
    expect(error.cause).toBeUndefined();
    expect(test.log.of('service.failed')[0]?.fields).toMatchObject({
      callerId: 'caller-1',
      error: worker().fault,
    });
  });

  it('passes on what the method says to its caller', async () => {
    worker().fault = new HolonError('HOLON_NOT_FOUND', "There is no job 'x'");
    expect(await refusal(() => call('fail'))).toBe(worker().fault);
    expect(test.log.of('service.failed')).toEqual([]);
  });

  it.each(['HOLON_BACKPRESSURE', 'HOLON_FORBIDDEN'] as const)(
    'of %s passes on the code and not the text, which may name private channels',
    async (code) => {
      worker().fault = new HolonError(code, "Channel 'private-jobs' …", { hint: 'private-hint' });
      const error = await refusal(() => call('fail'));
      expect(error.code).toBe(code);
      expect(`${error.message} ${error.hint}`).not.toContain('private-');
      expect(test.log.of('service.refused')[0]?.fields.error).toBe(worker().fault);
    },
  );

  it.each([
    ['of the service', {}, 500],
    ['of the caller, where that is shorter', { timeoutMs: 200 }, 200],
    ['of the service, where that is shorter', { timeoutMs: 9_000 }, 500],
  ])('ends after the time %s', async (_, options, expectedMs) => {
    const startMs = test.clock.nowMs();
    const ended = refusal(() => call('wait', options));
    await test.clock.advance(expectedMs - 1);
    const [{ context } = {}] = worker().seen;
    expect(context?.deadlineMs).toBe(startMs + expectedMs);
    expect(context?.signal.aborted).toBe(false);
    await test.clock.advance(1);
    expect((await ended).code).toBe('HOLON_HANDLER_TIMEOUT');
    expect(context?.signal.aborted).toBe(true);
    expect(test.log.of('service.timed-out')).toHaveLength(1);
  });

  it('ends when the caller goes away', async () => {
    const caller = new AbortController();
    const ended = refusal(() => call('wait', { signal: caller.signal }));
    await test.clock.settle();
    caller.abort();
    expect((await ended).code).toBe('HOLON_ABORTED');
    expect(worker().seen[0]?.context.signal.aborted).toBe(true);
  });
});

describe('a drain', () => {
  it('waits for calls under way and takes no more', async () => {
    const ended = refusal(() => call('wait'));
    await test.clock.settle();
    const drained = test.app.drain({ timeoutMs: 10_000 });
    await test.clock.settle();
    expect((await refusal(() => call('nothing'))).code).toBe('HOLON_DRAINING');
    await test.clock.advance(500);
    expect((await ended).code).toBe('HOLON_HANDLER_TIMEOUT');
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 500 });
  });

  it('gives them up at its deadline and says so', async () => {
    const ended = refusal(() => call('wait'));
    await test.clock.settle();
    const drained = test.app.drain({ timeoutMs: 100 });
    await test.clock.advance(100);
    expect((await ended).code).toBe('HOLON_DRAINING');
    expect((await drained).abandoned).toEqual([
      "1 service call of system 'worker' was still running",
    ]);
  });
});
