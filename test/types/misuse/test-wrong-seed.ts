// Expected: Type 'number' is not assignable to type 'string'
import { System } from '../../../src/index';
import { createTestApp } from '../../../src/testing/index';

import { Jobs, working } from '../declared';

@System({ id: 'worker', channels: working })
class Worker {}

export async function start(): Promise<void> {
  await createTestApp(Worker, { channels: [[Jobs, [{ url: 1 }]]] });
}
