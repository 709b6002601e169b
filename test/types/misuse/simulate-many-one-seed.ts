// Expected: 'seed' does not exist in type 'ManyOptions'. Did you mean to write 'seeds'?
import { simulateMany } from '../../../src/testing/index';

class Worker {}

export async function run(): Promise<void> {
  await simulateMany(Worker, { seed: 1 });
}
