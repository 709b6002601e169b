/** Each job goes to one worker. What a worker gives back, another one gets. */
import { WorkQueueChannel } from 'holon';

interface Job {
  readonly file: string;
}

type Print = (line: string) => void;

/** One round of a worker: claim, do, settle. */
async function work(
  worker: string,
  queue: WorkQueueChannel<Job>,
  resize: (file: string) => string,
  print: Print,
): Promise<void> {
  for (const job of await queue.claim(worker, { limit: 2 })) {
    const { file } = job.content;
    try {
      print(`${worker}: ${resize(file)} (attempt ${job.attempt})`);
      await job.ack();
    } catch (error) {
      print(`${worker}: gives ${file} back`);
      await job.nack({ reason: String(error) });
    }
  }
}

function resize(file: string): string {
  return `resized ${file}`;
}

function resizePng(file: string): string {
  if (!file.endsWith('.png')) throw new Error(`${file} is no PNG`);
  return resize(file);
}

export async function main(print: Print = console.log): Promise<void> {
  await using queue = new WorkQueueChannel<Job>({ id: 'jobs', name: 'Job Queue' });
  await queue.start();
  for (const file of ['cat.png', 'dog.gif', 'cow.png']) await queue.write('scheduler', { file });

  await work('worker-1', queue, resizePng, print); // claims two of them, fails at one
  await work('worker-2', queue, resize, print); // gets the oldest first: the one given back

  const { acknowledged, pending, claimed } = await queue.stats();
  print(`${acknowledged} done, ${pending} waiting, ${claimed} claimed`);
}

if (require.main === module) void main();
