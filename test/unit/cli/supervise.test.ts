import { supervise, type SupervisedApp } from '../../../src/cli/supervise';
import type { DrainReport } from '../../../src/systems/drain-report';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { createDeferred } from '../../../src/util/deferred';
import { FakeIo } from './fake-io';

const clean: DrainReport = { completed: true, elapsedMs: 1_240, abandoned: [], channels: [] };

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
      channels: [{ id: 'samples', pending: 12, claimed: 1, dead: 0 }],
    });
    expect(await exitCode).toBe(1);
    expect(io.out.split('\n')).toEqual([
      '✗ gave up draining after 10.0 s; 1 thing abandoned:',
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
});
