import {
  BroadcastChannel,
  Channel,
  channelAccess,
  DiscoveryChannel,
  MailboxChannel,
  PassthroughChannel,
  PeriodicChannel,
  System,
  WorkQueueChannel,
} from 'holon';
import { IsInt, IsString } from 'class-validator';

export class Reading {
  @IsString() sensor!: string;
  @IsInt() value!: number;
}

@Channel({ id: 'news', visibility: 'public', description: 'What happens.' })
export class News extends BroadcastChannel<unknown, 'news'> {}

@Channel({ id: 'readings', name: 'Readings', visibility: 'public', content: Reading })
export class Readings extends PassthroughChannel<Reading, 'readings'> {}

@Channel({ id: 'jobs', visibility: 'public', claimTimeoutMs: 60_000, maxAttempts: 2 })
export class Jobs extends WorkQueueChannel<unknown, 'jobs'> {}

@Channel({ id: 'post', visibility: 'public' })
export class Post extends MailboxChannel<unknown, 'post'> {}

@Channel({ id: 'tides', visibility: 'public', periodMs: 5_000 })
export class Tides extends PeriodicChannel<unknown, 'tides'> {
  protected pull(): undefined {
    return undefined;
  }
}

@Channel({ id: 'registry', visibility: 'public' })
export class Registry extends DiscoveryChannel<'registry'> {}

@Channel({ id: 'secrets' })
export class Secrets extends PassthroughChannel<unknown, 'secrets'> {}

@System({
  id: 'plant',
  channels: channelAccess({ own: [News, Readings, Jobs, Post, Tides, Registry, Secrets] }),
})
export class Plant {}
