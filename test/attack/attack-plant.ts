import { IsInt, IsOptional, IsString, Length } from 'class-validator';
import {
  BroadcastChannel,
  Channel,
  channelAccess,
  DiscoveryChannel,
  Expose,
  MailboxChannel,
  PassthroughChannel,
  Subsystem,
  System,
  WorkQueueChannel,
} from 'holon';

export class Reading {
  @IsString() @Length(1, 20) sensor!: string;
  @IsInt() value!: number;
  @IsOptional() @IsString() note?: string;
}

@Channel({ id: 'news', visibility: 'public' })
export class News extends BroadcastChannel<unknown, 'news'> {}

@Channel({ id: 'readings', visibility: 'public', content: Reading })
export class Readings extends PassthroughChannel<Reading, 'readings'> {}

@Channel({ id: 'jobs', visibility: 'public', claimTimeoutMs: 60_000 })
export class Jobs extends WorkQueueChannel<unknown, 'jobs'> {}

@Channel({ id: 'post', visibility: 'public' })
export class Post extends MailboxChannel<unknown, 'post'> {}

@Channel({ id: 'registry', visibility: 'public' })
export class Registry extends DiscoveryChannel<'registry'> {}

@Channel({ id: 'secrets' })
export class Secrets extends PassthroughChannel<unknown, 'secrets'> {}

/** Offers nothing: to callers it does not exist. */
@System({ id: 'cellar' })
class Cellar {}

const owning = channelAccess({ own: [News, Readings, Jobs, Post, Registry, Secrets] });

@System({ id: 'plant', channels: owning })
export class AttackPlant {
  @Subsystem(Cellar) readonly cellar!: Cellar;

  /** How often a service was run. */
  runs = 0;

  @Expose()
  echo(input: unknown): unknown {
    this.runs += 1;
    return input ?? null;
  }

  @Expose({ input: Reading, readOnly: true })
  weigh({ value }: Reading): number {
    this.runs += 1;
    return value;
  }

  /** Must never be reached from outside. */
  reset(): void {
    this.runs = 0;
  }
}
