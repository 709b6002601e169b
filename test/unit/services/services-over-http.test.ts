import { IsInt, Max } from 'class-validator';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Expose, type ServiceContext } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelSecurity } from '../../../src/model/channel-security';
import { createDeferred, type Deferred } from '../../../src/util/deferred';
import { drainAll, launch, type TestApp } from '../../helpers/launch';

class Job {
  @IsInt() @Max(10) size!: number;
}

@Channel({ id: 'shown', visibility: 'public' })
class Shown extends BroadcastChannel<unknown, 'shown'> {}
@Channel({ id: 'kept' })
class Kept extends BroadcastChannel<unknown, 'kept'> {}

@System({ id: 'idle' })
class Idle {}

const owning = channelAccess({ own: [Shown, Kept] });

@System({ id: 'worker', name: 'Worker', description: 'Works', channels: owning })
class Worker {
  @Subsystem(Idle) readonly idle!: Idle;
  /** Resolves when `wait` was called, and what its signal gave as its reason. */
  readonly called = createDeferred<ServiceContext>();
  readonly finish: Deferred<string> = createDeferred<string>();

  @Expose({ description: 'Doubles', input: Job, readOnly: true, timeoutMs: 1_500 })
  double(job: Job): number {
    return job.size * 2;
  }
  @Expose() who(_input: unknown, { callerId }: ServiceContext): string {
    return callerId;
  }
  @Expose() fail(): void {
    throw new Error('secret at /etc/passwd');
  }
  @Expose() wait(_input: unknown, context: ServiceContext): Promise<string> {
    this.called.resolve(context);
    return this.finish.promise;
  }
}

/** `reader` reads, `writer` writes, `none` is known and may nothing; asked resources are kept. */
class Roles implements ChannelSecurity {
  readonly asked: string[] = [];
  authenticate(token: string | undefined) {
    return token === undefined ? undefined : { systemId: token };
  }
  authorize({ systemId }: { systemId: string }, action: string, resource: string): boolean {
    // Systems of the app itself are principals too.
    if (systemId === 'worker') return true;
    this.asked.push(`${systemId} ${action} ${resource}`);
    return systemId === 'writer' || (systemId === 'reader' && action === 'read');
  }
}

let test: TestApp;
let url: string;

const request = (path: string, token?: string, init: RequestInit = {}): Promise<Response> =>
  fetch(url + path, {
    ...init,
    headers: {
      'Content-Type': 'application/json',
      ...(token === undefined ? {} : { Authorization: `Bearer ${token}` }),
    },
  });
const call = (name: string, body?: unknown, token?: string, init: RequestInit = {}) =>
  request(`/systems/worker/services/${name}`, token, {
    method: 'POST',
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    ...init,
  });
const codeOf = async (answer: Response): Promise<unknown> => [
  answer.status,
  ((await answer.json()) as { code: string }).code,
];

async function publish(security?: ChannelSecurity): Promise<void> {
  test = await launch(Worker, security === undefined ? {} : { security });
  ({ url } = await test.app.publish({ port: 0 }));
}

afterEach(drainAll);

describe('systems from outside', () => {
  it('are described with their public channels, and only where they offer anything', async () => {
    await publish();
    const listed = await (await request('/systems')).json();
    const described = await (await request('/systems/worker')).json();
    expect(listed).toEqual({ systems: [described] });
    expect(described).toMatchObject({
      system_id: 'worker',
      system_name: 'Worker',
      description: 'Works',
      channels_read: ['shown'],
      channels_write: ['shown'],
    });
    expect((described as { services: unknown[] }).services[0]).toMatchObject({
      name: 'double',
      read_only: true,
      timeout: 1.5,
      parameters: { properties: { size: { type: 'integer', maximum: 10 } } },
    });
  });

  it('that offer nothing are answered as those that do not exist', async () => {
    await publish();
    const missing = await request('/systems/nobody');
    const idle = await request('/systems/idle');
    expect(idle.status).toBe(404);
    expect(await idle.text()).toBe(await missing.text());
  });
});

describe('a service from outside', () => {
  it('answers its result', async () => {
    await publish();
    expect(await (await call('double', { size: 4 })).json()).toEqual({ result: 8 });
    expect(await (await call('who', undefined, 'ada')).json()).toEqual({ result: 'ada' });
  });

  it.each([
    ['double', { size: 11 }, 422, 'HOLON_INVALID_CONTENT'],
    ['double', undefined, 422, 'HOLON_INVALID_CONTENT'],
    ['double?timeout=soon', { size: 1 }, 400, 'HOLON_INVALID_REQUEST'],
    ['double?timeout=0', { size: 1 }, 400, 'HOLON_INVALID_REQUEST'],
    ['constructor', {}, 404, 'HOLON_NOT_FOUND'],
    ['fail', {}, 500, 'HOLON_SERVICE_FAILED'],
  ])('refuses %s with %j by %d %s', async (name, body, status, code) => {
    await publish();
    expect(await codeOf(await call(name, body))).toEqual([status, code]);
  });

  it('says nothing of what its method threw', async () => {
    await publish();
    expect(await (await call('fail')).text()).not.toMatch(/secret|etc|Error/);
  });

  it.each([
    ['double', 'reader', 200, 'reader read systems/worker'],
    ['double', 'nobody', 403, 'nobody read systems/worker'],
    ['who', 'writer', 200, 'writer write systems/worker'],
    ['who', 'reader', 403, 'reader write systems/worker'],
  ])('%s for %s is answered with %d', async (name, token, status, asked) => {
    const security = new Roles();
    await publish(security);
    expect((await call(name, { size: 1 }, token)).status).toBe(status);
    expect(security.asked).toEqual([asked]);
    expect((await call(name, { size: 1 })).status).toBe(401);
  });

  it('checks the right before it reads the body', async () => {
    await publish(new Roles());
    const answer = await call('who', undefined, 'reader', { body: '{ no json' });
    expect(answer.status).toBe(403);
  });

  it('ends after the time that the caller gives it', async () => {
    await publish();
    const answer = call('wait?timeout=2.5');
    const { deadlineMs } = await test.app.get(Worker).called.promise;
    expect(deadlineMs).toBe(test.clock.nowMs() + 2_500);
    await test.clock.advance(2_500);
    expect(await codeOf(await answer)).toEqual([504, 'HOLON_HANDLER_TIMEOUT']);
  });

  it('learns that its caller has gone away', async () => {
    await publish();
    const caller = new AbortController();
    const answer = call('wait', undefined, undefined, { signal: caller.signal });
    answer.catch(() => undefined);
    const { signal } = await test.app.get(Worker).called.promise;
    const gone = new Promise((resolve) => {
      signal.addEventListener('abort', resolve);
    });
    caller.abort();
    await gone;
    await expect(answer).rejects.toThrow('aborted');
  });

  it('is finished by a drain, which lets in no other call', async () => {
    await publish();
    const answer = call('wait');
    const worker = test.app.get(Worker);
    await worker.called.promise;
    const drained = test.app.drain({ timeoutMs: 5_000 });
    expect((await call('who')).status).toBe(503);
    worker.finish.resolve('done');
    expect(await (await answer).json()).toEqual({ result: 'done' });
    expect((await drained).abandoned).toEqual([]);
  });

  it('is counted and timed where somebody collects that', async () => {
    await publish();
    await request('/metrics');
    await call('who');
    await call('fail');
    await test.clock.advance(2_000);
    const text = await (await request('/metrics')).text();
    const counts = text.match(/^holon_service_call_duration_seconds_count.*$/gm);
    expect(counts).toEqual([
      'holon_service_call_duration_seconds_count{system="worker",service="who",outcome="ok"} 1',
      'holon_service_call_duration_seconds_count{system="worker",service="fail",outcome="failed"} 1',
    ]);
  });
});
