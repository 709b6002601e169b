/** Apps whose documents are looked at, each difficult in its own way. */
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsBoolean,
  IsEmail,
  IsIn,
  IsInt,
  IsNumber,
  IsOptional,
  IsPositive,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateNested,
} from 'class-validator';
import {
  BroadcastChannel,
  Channel,
  DiscoveryChannel,
  Expose,
  MailboxChannel,
  PassthroughChannel,
  PeriodicChannel,
  System,
  WorkQueueChannel,
  channelAccess,
  type ServiceContext,
  type StandardSchemaV1,
} from '../../../src/index';

export class Reading {
  @IsString() @Length(1, 20) sensor!: string;
  @IsNumber() @Min(-50) @Max(150) celsius!: number;
  @IsOptional() @Matches(/^[a-z]{2,4}$/) unit?: string;
}

@Channel({
  id: 'readings',
  name: 'Readings',
  description: 'Temperatures as they are measured',
  visibility: 'public',
  content: Reading,
})
export class Readings extends BroadcastChannel<Reading, 'readings'> {}

/** Nested, listed, recursive. */
class Address {
  @IsString() city!: string;
  @IsEmail() email!: string;
}
class Item {
  @IsString() sku!: string;
  @IsInt() @IsPositive() count!: number;
  @IsOptional() @ValidateNested({ each: true }) @Type(() => Item) parts?: Item[];
}
class Order {
  @IsUUID() id!: string;
  @ValidateNested() @Type(() => Address) to!: Address;
  @ValidateNested({ each: true })
  @Type(() => Item)
  @ArrayMinSize(1)
  @ArrayMaxSize(5)
  items!: Item[];
  @IsIn(['low', 'high', 3]) urgency!: string | number;
  @IsBoolean() gift!: boolean;
}

@Channel({ id: 'orders', visibility: 'public', content: Order })
class Orders extends WorkQueueChannel<Order, 'orders'> {}

@Channel({ id: 'letters', visibility: 'public', content: Reading })
class Letters extends MailboxChannel<Reading, 'letters'> {}

/** A schema of another library, which refers to itself. */
const tree: StandardSchemaV1<unknown, { readonly name: string }> = {
  '~standard': {
    version: 1,
    vendor: 'test',
    validate: (value) => {
      const { name } = Object(value) as { readonly name?: unknown }; // any value
      return typeof name === 'string'
        ? { value: { ...Object(value), name } as { readonly name: string } }
        : { issues: [{ message: 'must have a name', path: ['name'] }] };
    },
    jsonSchema: {
      input: () => ({
        title: 'Tree',
        type: 'object',
        properties: { name: { type: 'string' }, left: { $ref: '#/$defs/Branch' } },
        required: ['name'],
        $defs: { Branch: { anyOf: [{ type: 'null' }, { $ref: '#' }] } },
      }),
      output: () => ({ type: 'object', properties: { name: { type: 'string' } } }),
    },
  } as StandardSchemaV1<unknown, { readonly name: string }>['~standard'],
};

@Channel({ id: 'trees', visibility: 'public', content: tree })
class Trees extends PassthroughChannel<{ readonly name: string }, 'trees'> {}

@Channel({ id: 'anything', visibility: 'public' })
class Anything extends PassthroughChannel<unknown, 'anything'> {}

@Channel({ id: 'pulse', visibility: 'public', content: Reading, periodMs: 3_600_000 })
class Pulse extends PeriodicChannel<Reading, 'pulse'> {
  protected pull(): undefined {
    return undefined;
  }
}

@Channel({ id: 'registry', visibility: 'public' })
class Registry extends DiscoveryChannel<'registry'> {}

class Secret {
  @IsString() password!: string;
}
@Channel({ id: 'hidden-channel', content: Secret })
class Hidden extends PassthroughChannel<Secret, 'hidden-channel'> {}

const owning = channelAccess({
  own: [Readings, Orders, Letters, Trees, Anything, Pulse, Registry, Hidden],
});

@System({ id: 'shop', name: 'Shop', description: 'Everything there is', channels: owning })
export class Shop {
  @Expose({ description: 'What an order costs', input: Order, output: Reading, readOnly: true })
  price(order: Order): Reading {
    return { sensor: 'till', celsius: Math.min(150, order.items.length) };
  }
  @Expose({ input: tree, timeoutMs: 2_500, idempotent: true })
  plant(): void {
    return undefined;
  }
  @Expose() echo(input: unknown, { callerId }: ServiceContext): unknown {
    return { input: input ?? null, callerId };
  }
}

const first = (() => {
  class Job {
    @IsString() name!: string;
  }
  return Job;
})();
const second = (() => {
  class Job {
    @IsInt() size!: number;
  }
  return Job;
})();
/** A name that documents have taken. */
class Problem {
  @IsString() text!: string;
}

@Channel({ id: 'jobs:named', visibility: 'public', content: first })
class NamedJobs extends WorkQueueChannel<InstanceType<typeof first>, 'jobs:named'> {}
@Channel({ id: 'jobs:sized', visibility: 'public', content: second })
class SizedJobs extends WorkQueueChannel<InstanceType<typeof second>, 'jobs:sized'> {}

/** Two DTO classes of one name, and one whose name is taken. */
@System({ id: 'twins', channels: channelAccess({ own: [NamedJobs, SizedJobs] }) })
export class Twins {
  @Expose({ input: first, output: second }) weigh(job: { name: string }): { size: number } {
    return { size: job.name.length };
  }
  @Expose({ input: Problem }) solve(): void {
    return undefined;
  }
}

@Channel({ id: 'diary' })
class Diary extends PassthroughChannel<unknown, 'diary'> {}

/** Nothing of it may be seen from outside. */
@System({ id: 'recluse', channels: channelAccess({ own: [Diary] }) })
export class Recluse {}
