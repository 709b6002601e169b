// Expected: 'crashs' does not exist in type 'Faults'. Did you mean to write 'crash'?
import { simulate } from '../../../src/testing/index';

class Worker {}

export async function run(): Promise<void> {
  await simulate(Worker, { seed: 1, faults: { crashs: 0.1 } });
}
