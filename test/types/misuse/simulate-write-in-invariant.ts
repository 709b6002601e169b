// Expected: Property 'write' does not exist on type 'SimulatedWorld'
import { simulate } from '../../../src/testing/index';

import { Jobs } from '../declared';

class Worker {}

export async function run(): Promise<void> {
  await simulate(Worker, { seed: 1, invariant: (world) => world.write(Jobs, { url: '' }) });
}
