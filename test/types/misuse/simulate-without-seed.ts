// Expected: Property 'seed' is missing
import { simulate } from '../../../src/testing/index';

class Worker {}

export async function run(): Promise<void> {
  await simulate(Worker, { virtualMs: 60_000 });
}
