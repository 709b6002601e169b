// Expected: 'overide' does not exist in type 'TestAppOptions<
import { createTestApp } from '../../../src/testing/index';

class Worker {}

export async function start(): Promise<void> {
  await createTestApp(Worker, { overide: [] });
}
