import { Channel, WorkQueueChannel } from 'holon';
import { Sample } from './sample';

/** What waits to be analysed; each sample goes to one analyst. */
@Channel({
  id: 'raw-samples',
  name: 'Raw samples',
  content: Sample,
  claimTimeoutMs: 10_000,
  maxAttempts: 3,
  retention: { maxCount: 1_000 },
})
export class RawSamples extends WorkQueueChannel<Sample, 'raw-samples'> {}
