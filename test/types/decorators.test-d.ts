/** Correct uses of the decorators, each of which must compile. Never run. */
import {
  BaseSystem,
  BroadcastChannel,
  type ChannelClient,
  type ChannelMessage,
  Channel,
  type ConsumeContext,
  Consume,
  Expose,
  Inject,
  type ServiceContext,
  Subsystem,
  System,
  channelAccess,
} from '../../src/index';
import { Job, Jobs, Readings, Result, Results, sensing, working } from './declared';

/** What zod, valibot and others offer. */
const schema: {
  readonly '~standard': {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => { readonly value: { readonly at: number } };
    readonly types?: {
      readonly input: { readonly at: string };
      readonly output: { readonly at: number };
    };
  };
} = { '~standard': { version: 1, vendor: 'test', validate: () => ({ value: { at: 1 } }) } };

@Channel({ id: 'events', content: schema })
export class Events extends BroadcastChannel<{ readonly at: number }, 'events'> {}

@Channel({ id: 'untyped' })
export class Untyped extends BroadcastChannel<unknown, 'untyped'> {}

@System({ id: 'sensor', channels: sensing })
export class Sensor {
  constructor(
    readonly client: ChannelClient<typeof sensing>,
    readonly clock: Date,
  ) {}
}

@System({ id: 'inline', channels: { read: [Readings] } })
export class Inline {
  constructor(readonly client: ChannelClient<{ readonly read: readonly [typeof Readings] }>) {}
}

@System({ id: 'silent' })
export class Silent {
  constructor(
    readonly client: ChannelClient,
    @Inject('limit') readonly limit: number,
  ) {}
}

@System({ id: 'optional', channels: sensing })
export class Optional {
  constructor(
    readonly client?: ChannelClient<typeof sensing>,
    @Inject('limit') readonly limit = 10,
  ) {}
}

@System({ id: 'worker', channels: working, inbox: true, supervision: { restart: 'never' } })
export class Worker {
  @Consume(Jobs, { to: Results, concurrency: 4 })
  async fetch(job: ChannelMessage<Job>, { signal }: ConsumeContext): Promise<Result> {
    signal.throwIfAborted();
    return Promise.resolve({ url: job.content.url, size: 1 });
  }

  @Consume(Jobs, { to: Results })
  maybe(job: ChannelMessage<Job>): Result | undefined {
    return job.content.url === '' ? undefined : { url: job.content.url, size: 1 };
  }

  @Consume(Jobs, { batch: 10, to: Results })
  many(jobs: readonly ChannelMessage<Job>[]): Result {
    return { url: '', size: jobs.length };
  }

  @Consume(Jobs)
  count(): void {
    return undefined;
  }

  @Consume(Jobs)
  loose(_job: ChannelMessage): void {
    return undefined;
  }

  @Expose({ readOnly: true })
  status(): string {
    return 'ok';
  }

  @Expose({ input: Job, output: Result, timeoutMs: 1_000 })
  async size({ url }: Job, { signal }: ServiceContext): Promise<Result> {
    signal.throwIfAborted();
    return Promise.resolve({ url, size: 1 });
  }

  @Expose({ input: schema })
  later({ at }: { readonly at: number }): number {
    return at;
  }

  @Expose()
  anything(_input: { readonly whatever: string }, { callerId }: ServiceContext): string {
    return callerId;
  }
}

@System({ id: 'plant', channels: channelAccess({ own: [Readings, Jobs, Results] }) })
export class Plant {
  @Subsystem(Sensor, { channels: [Readings] }) readonly sensor!: Sensor;
  @Subsystem(Worker, { channels: { read: [Jobs], write: [Results] }, replicas: 3 })
  readonly workers!: readonly Worker[];
  @Subsystem(Silent) private readonly silent!: Silent;

  limit(): number {
    return this.silent.limit;
  }
}

/** Optional constructor parameters are no clients of other channels. */
@System({ id: 'by-hand' })
export class ByHand extends BaseSystem {}

const reading = channelAccess({ read: [Readings] });
@System({ id: 'both-styles', channels: reading })
export class BothStyles extends BaseSystem<typeof reading> {
  async step(): Promise<number> {
    const [first] = await this.client.read(Readings);
    return first?.content.celsius ?? 0;
  }
}
