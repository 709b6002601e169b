/** Channels and accesses that the type tests share. */
import {
  BroadcastChannel,
  Channel,
  MailboxChannel,
  PassthroughChannel,
  WorkQueueChannel,
  channelAccess,
} from '../../src/index';

export class Reading {
  sensor!: string;
  celsius!: number;
}

export class Job {
  url!: string;
}

export class Result {
  url!: string;
  size!: number;
}

@Channel({ id: 'readings', visibility: 'public', content: Reading })
export class Readings extends BroadcastChannel<Reading, 'readings'> {}

@Channel({ id: 'archive', content: Reading })
export class Archive extends BroadcastChannel<Reading, 'archive'> {}

@Channel({ id: 'jobs', content: Job, maxAttempts: 3 })
export class Jobs extends WorkQueueChannel<Job, 'jobs'> {}

@Channel({ id: 'results', content: Result })
export class Results extends PassthroughChannel<Result, 'results'> {}

@Channel({ id: 'mail' })
export class Mail extends MailboxChannel<string, 'mail'> {}

export const sensing = channelAccess({ write: [Readings] });
export const listening = channelAccess({ read: [Readings] });
export const working = channelAccess({ read: [Jobs], write: [Results] });
export const owning = channelAccess({ own: [Readings, Jobs], read: [Mail] });
