// Expected: 'virtualSeconds' does not exist in type 'SimulationOptions'
import { simulate } from '../../../src/testing/index';

class Worker {}

export async function run(): Promise<void> {
  await simulate(Worker, { seed: 1, virtualSeconds: 60 });
}
