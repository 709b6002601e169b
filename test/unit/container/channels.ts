/** Channels that the tests of the container share. */
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';

@Channel({ id: 'news' })
export class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'jobs' })
export class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'results' })
export class Results extends BroadcastChannel<string, 'results'> {}
