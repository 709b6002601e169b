import { supervise, type SupervisedApp } from '../../../src/cli/supervise';
import type { DrainReport } from '../../../src/systems/drain-report';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { createDeferred } from '../../../src/util/deferred';
import { FakeIo } from './fake-io';

const clean: DrainReport = {
  completed: true,
  elapsedMs: 1_240,
  abandoned: [],
  givenBack: [],
  channels: [],
};

class FakeApp implements SupervisedApp {
  readonly launched = createDeferred();
  readonly ended = createDeferred();
  readonly stopped = this.ended.promise;
  readonly drained = createDeferred<DrainReport>();
  readonly drains: number[] = [];

  launch(): Promise<void> {
    return this.launched.promise;
  }
  drain({ timeoutMs }: { timeoutMs: number }): Promise<DrainReport> {
    this.drains.push(timeoutMs);
    return this.drained.promise;
  }
}

function start(createApp?: () => Promise<SupervisedApp>) {
  const io = new FakeIo('/');
  const app = new FakeApp();
  const clock = new VirtualClock();
  const exitCode = supervise(createApp ?? (async () => app), io, { drainTimeoutMs: 10_000, clock });
  return { io, app, exitCode, clock };
}

/** Lets everything happen that can happen without a signal. */
const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('supervise', () => {
  it('answers 0 when the app stops by itself, and listens no more', async () => {
    const { io, app, exitCode } = start();
    app.launched.resolve();
    app.ended.resolve();
    expect(await exitCode).toBe(0);
    expect(app.drains).toEqual([]);
    expect(io.isListening).toBe(false);
  });

  it('stays while the app runs', async () => {
    const { app, exitCode } = start();
    app.launched.resolve();
    await settle();
    expect(await Promise.race([exitCode, settle().then(() => 'running')])).toBe('running');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('drains at %s and answers 0', async (signal) => {
    const { io, app, exitCode } = start();
    app.launched.resolve();
    await settle();
    io.signal(signal);
    app.drained.resolve(clean);
    expect(await exitCode).toBe(0);
    expect(app.drains).toEqual([10_000]);
    expect(io.err).toContain(`${signal}: draining for at most 10 s`);
    expect(io.out).toBe('✓ drained in 1.2 s\nnothing is left in the channels\n');
    expect(io.isListening).toBe(false);
  });

  it('answers 1 and says what was left when the drain had to give up', async () => {
    const { io, app, exitCode } = start();
    app.launched.resolve();
    await settle();
    io.signal('SIGTERM');
    app.drained.resolve({
      completed: false,
      elapsedMs: 10_003,
      abandoned: ['analyst-2 was still in step()'],
      givenBack: ["1 claim of channel 'samples'"],
      channels: [{ id: 'samples', pending: 12, claimed: 1, dead: 0 }],
    });
    expect(await exitCode).toBe(1);
    expect(io.out.split('\n')).toEqual([
      "✗ gave up draining after 10.0 s; 1 thing abandoned; given back: 1 claim of channel 'samples'",
      '  - analyst-2 was still in step()',
      'left in the channels:',
      '  CHANNEL  PENDING  CLAIMED  DEAD',
      '  samples       12        1     0',
      '',
    ]);
  });

  it.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('answers at once at a second signal: %s %i', async (signal, code) => {
    const { io, app, exitCode, clock } = start();
    app.launched.resolve();
    await settle();
    io.signal('SIGINT');
    await clock.advance(100);
    io.signal(signal);
    expect(await exitCode).toBe(code);
    expect(io.out).toBe('');
  });

  it('takes a signal that npm passes on for the same keystroke', async () => {
    const { io, app, exitCode, clock } = start();
    app.launched.resolve();
    await settle();
    io.signal('SIGINT');
    await clock.advance(99);
    io.signal('SIGINT');
    app.drained.resolve(clean);
    expect(await exitCode).toBe(0);
  });

  it('keeps the process alive until it has an answer', async () => {
    const { app, exitCode, clock } = start();
    app.launched.resolve();
    await settle();
    expect(clock.pendingTimers).toBe(1);
    app.ended.resolve();
    await exitCode;
    expect(clock.pendingTimers).toBe(0);
  });

  it('drains an app that is still being launched', async () => {
    const { io, app, exitCode } = start();
    await settle();
    io.signal('SIGINT');
    await settle();
    expect(app.drains).toEqual([10_000]);
    app.launched.reject(new Error('cut short'));
    app.drained.resolve(clean);
    expect(await exitCode).toBe(0);
  });

  it('answers 0 when claims were merely given back', async () => {
    const { io, app, exitCode } = start();
    app.launched.resolve();
    await settle();
    io.signal('SIGTERM');
    app.drained.resolve({ ...clean, elapsedMs: 2, givenBack: ["2 claims of channel 'jobs'"] });
    expect(await exitCode).toBe(0);
    expect(io.out).toMatch(/^✓ drained in 0\.0 s; given back: 2 claims of channel 'jobs'\n/);
  });

  it('waits for an app that is still being built, and drains it unlaunched', async () => {
    const built = createDeferred<SupervisedApp>();
    const { io, app, exitCode, clock } = start(() => built.promise);
    const launch = jest.spyOn(app, 'launch');
    io.signal('SIGTERM');
    await clock.advance(4_000);
    expect(io.err).toBe(
      'SIGTERM: the app is still being built, waiting for at most 10 s; once more ends it at once\n',
    );
    built.resolve(app);
    app.drained.resolve(clean);
    expect(await exitCode).toBe(0);
    expect(app.drains).toEqual([6_000]);
    expect(launch).not.toHaveBeenCalled();
  });

  it('gives up an app that is still being built at the deadline, and says so', async () => {
    const { io, exitCode, clock } = start(() => new Promise(() => undefined));
    io.signal('SIGTERM');
    await clock.advance(10_000);
    expect(await exitCode).toBe(1);
    expect(io.out).toBe('✗ gave up after 10.0 s: the app was still being built\n');
    expect(io.isListening).toBe(false);
  });

  it('can be ended while the app is still being created', async () => {
    const { io, exitCode, clock } = start(() => new Promise(() => undefined));
    io.signal('SIGTERM');
    await clock.advance(100);
    io.signal('SIGTERM');
    expect(await exitCode).toBe(143);
  });

  it('rejects when the app cannot be created or launched', async () => {
    await expect(start(() => Promise.reject(new Error('no'))).exitCode).rejects.toThrow('no');
    const { app, exitCode, io } = start();
    app.launched.reject(new Error('no setup'));
    await expect(exitCode).rejects.toThrow('no setup');
    expect(io.isListening).toBe(false);
  });

  it.each([
    ['rejection', 'A promise was rejected and nobody handled it'],
    ['exception', 'An exception was thrown where nobody could catch it'],
  ] as const)('drains and answers 1 at an unhandled %s', async (origin, says) => {
    const { io, app, exitCode } = start();
    app.launched.resolve();
    await settle();
    const thrown = new TypeError('no such sensor');
    io.unhandled(thrown, origin);
    app.drained.resolve(clean);
    expect(await exitCode).toBe(1);
    expect(io.err.split('\n').slice(0, 4)).toEqual([
      `✗ HOLON_UNHANDLED: ${says}: no such sensor`,
      '  caused by: TypeError: no such sensor',
      expect.stringMatching(/^ {4}at .*supervise\.test\.ts:\d+:\d+$/),
      expect.stringMatching(/^ {2}cure: Await or catch every promise/),
    ]);
    expect(io.err).toContain(`\n\n${thrown.stack ?? ''}\n`);
    expect(io.err).toMatch(/HOLON_UNHANDLED: draining for at most 10 s; Ctrl-C ends it at once\n$/);
    expect(io.out).toMatch(/^✓ drained/);
    expect(io.isListening).toBe(false);
  });

  it('tells of every unhandled error, drains once, and is ended by the next signal', async () => {
    const { io, app, exitCode, clock } = start();
    app.launched.resolve();
    await settle();
    io.unhandled(undefined, 'rejection');
    io.unhandled('text', 'exception');
    expect(io.err).toContain('nobody handled it: threw undefined\n');
    expect(io.err).toContain('could catch it: threw text\n');
    await clock.advance(100);
    expect(app.drains).toEqual([10_000]);
    io.signal('SIGINT');
    expect(await exitCode).toBe(130);
  });

  it('hears of what is rejected in the turn in which it ends', async () => {
    const { io, app, exitCode } = start();
    app.launched.reject(new Error('no setup'));
    exitCode.catch(() => undefined);
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve(); // microtasks alone
    expect(io.isListening).toBe(true);
    await expect(exitCode).rejects.toThrow('no setup');
    expect(io.isListening).toBe(false);
  });
});
