import type { App } from '../../src/container/app';
import { createApp, type CreateAppOptions } from '../../src/container/create-app';
import type { SystemClass } from '../../src/decorators/metadata';
import { VirtualClock } from '../../src/testing/virtual-clock';
import { RecordingLogger } from './recording-logger';

/** An app in virtual time whose log can be looked at. */
export interface TestApp {
  readonly app: App;
  readonly clock: VirtualClock;
  readonly log: RecordingLogger;
}

const built: App[] = [];

/** Builds an app that is drained when the test is over. */
export async function build(root: SystemClass, options: CreateAppOptions = {}): Promise<TestApp> {
  const clock = new VirtualClock();
  const log = new RecordingLogger();
  const app = await createApp(root, { clock, logger: log, ...options });
  built.push(app);
  return { app, clock, log };
}

/** Builds and launches. */
export async function launch(root: SystemClass, options: CreateAppOptions = {}): Promise<TestApp> {
  const test = await build(root, options);
  await test.app.launch();
  return test;
}

/** For `afterEach`: no test leaves a running app behind. */
export async function drainAll(): Promise<void> {
  await Promise.allSettled(built.splice(0).map((app) => app.drain({ timeoutMs: 0 })));
}
