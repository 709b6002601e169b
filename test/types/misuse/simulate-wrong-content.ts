// Expected: Type 'number' is not assignable to type 'string'
import { simulate } from '../../../src/testing/index';

import { Jobs } from '../declared';

class Worker {}

export async function run(): Promise<void> {
  await simulate(Worker, {
    seed: 1,
    workload: async (world) => {
      await world.write(Jobs, { url: 1 });
    },
  });
}
