// Expected: 'claimTimeoutSeconds' does not exist in type 'ChannelDecoratorOptions<"jobs", typeof Job>'
import { Channel, WorkQueueChannel } from '../../../src/index';
import { Job } from '../declared';

@Channel({ id: 'jobs', content: Job, claimTimeoutSeconds: 30 })
export class Jobs extends WorkQueueChannel<Job, 'jobs'> {}
