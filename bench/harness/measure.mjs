import { Bench } from 'tinybench';

/**
 * Microseconds per operation of a prepared case: the mean over all batches, so that garbage collection and eviction,
 * which fall on few of them, are paid for. Every case of a row runs the same number of operations.
 */
export async function measure(benchCase) {
  // What is loaded from outside measures itself.
  if (benchCase.measure !== undefined) return benchCase.measure();
  const { batch, batches, warmupBatches } = benchCase;
  const prepared = await benchCase.prepare();
  const bench = new Bench({
    time: 0,
    iterations: batches,
    warmupTime: 0,
    warmupIterations: warmupBatches,
    throws: true,
  });
  let calls = 0;
  bench.add('case', async () => {
    calls += 1;
    await prepared.run(batch);
  });
  const [task] = await bench.run();
  await prepared.check(calls * batch);
  await prepared.close?.();
  return (task.result.latency.mean * 1000) / batch;
}
