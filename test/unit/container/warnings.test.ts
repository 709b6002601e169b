import { IsDateString, IsString } from 'class-validator';

import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { DiscoveryChannel } from '../../../src/discovery/discovery-channel';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { checkApp } from '../../../src/container/check-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelSecurity } from '../../../src/model/channel-security';
import type { StandardSchemaV1 } from '../../../src/model/standard-schema';

class Visit {
  @IsString() @IsDateString() at!: string;
}

class Text {
  @IsString() text!: string;
}

const silent: StandardSchemaV1<unknown, string> = {
  '~standard': { version: 1, vendor: 'test', validate: (value) => ({ value: String(value) }) },
};

const checking: ChannelSecurity = { authenticate: () => undefined, authorize: () => false };
const trusting: ChannelSecurity = { ...checking, trustsCallers: true };

@Channel({ id: 'shown', visibility: 'public', capacity: 10 })
class Shown extends BroadcastChannel<unknown, 'shown'> {}
@Channel({ id: 'guarded', visibility: 'public', capacity: 10, security: checking })
class Guarded extends BroadcastChannel<unknown, 'guarded'> {}

@System({ id: 'clerk' })
class Clerk {
  @Expose({ input: Visit, output: silent }) note(): string {
    return '';
  }
}

@System({ id: 'office', channels: channelAccess({ own: [Shown, Guarded] }) })
class Office {
  @Subsystem(Clerk, { replicas: 2 }) readonly clerks!: readonly Clerk[];
}

class Range {
  @IsDateString() from!: string;
  @IsDateString() to!: string;
}

class Bare {
  text!: string;
}

const spoken: StandardSchemaV1<unknown, string> = {
  '~standard': {
    ...silent['~standard'],
    ...{ jsonSchema: { input: () => ({ type: 'string' }), output: () => ({ type: 'string' }) } },
  },
};

@Channel({ id: 'read', retention: { maxCount: 9 } })
class Read extends BroadcastChannel<unknown, 'read'> {}
@Channel({ id: 'consumed', capacity: 9 })
class Consumed extends WorkQueueChannel<unknown, 'consumed'> {}
@Channel({ id: 'written', capacity: 9, content: Range })
class Written extends BroadcastChannel<Range, 'written'> {}
@Channel({ id: 'kept' })
class Kept extends BroadcastChannel<unknown, 'kept'> {}
@Channel({ id: 'bare', visibility: 'public', capacity: 9, content: Bare })
class BareNews extends BroadcastChannel<Bare, 'bare'> {}
@Channel({ id: 'weather', capacity: 9, periodMs: 500 })
class Weather extends PeriodicChannel<unknown, 'weather'> {
  protected pull(): undefined {
    return undefined;
  }
}
@Channel({ id: 'registry', capacity: 9 })
class Registry extends DiscoveryChannel<'registry'> {}

@System({
  id: 'child',
  channels: channelAccess({ read: [Read, Consumed, Kept], write: [Written, Kept] }),
})
class Child {
  @Consume(Consumed) work(): void {}
}

const OWN = [Read, Consumed, Written, Kept, BareNews, Weather, Registry] as const;
@System({ id: 'plant', channels: channelAccess({ own: OWN }) })
class Plant {
  @Subsystem(Child, { channels: { read: [Read, Consumed, Kept], write: [Written, Kept] } })
  readonly child!: Child;
  // The own consumer of the owner is no other system.
  @Consume(Kept) note(): void {}
  @Expose({ input: Text, output: spoken }) ask(): string {
    return '';
  }
  @Expose() tell(): void {}
  @Expose({ input: Range }) plan(): void {}
}

describe('the warnings of a check', () => {
  it('name the channels that one end is missing of, or that keep and hide too much', () => {
    const { warnings } = checkApp(Plant, { security: checking });
    expect(warnings).toEqual([
      "Channel 'read': no system but its owner 'plant' writes it.",
      "Channel 'consumed': no system but its owner 'plant' writes it.",
      "Channel 'written': no system but its owner 'plant' reads it.",
      "Channel 'weather': no system but its owner 'plant' reads it.",
      "Channel 'written': Range.from: isDateString, Range.to: isDateString of its content class cannot be put into a JSON Schema.",
      "Channel 'kept' keeps every message for ever: set retention or capacity.",
      "Service 'plan' of system 'plant': Range.from: isDateString, Range.to: isDateString of its input class cannot be put into a JSON Schema.",
    ]);
  });

  it('name what callers of a service are not told of', () => {
    const { problems, warnings } = checkApp(Office, { security: checking });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([
      "Service 'note' of system 'clerk-1': Visit.at: isDateString of its input class cannot be put into a JSON Schema.",
      "Service 'note' of system 'clerk-1': its output is a Standard Schema that offers no JSON Schema, so callers see nothing of it.",
    ]);
  });

  it.each([
    ['no security', undefined],
    ['a security that trusts callers', trusting],
  ])('name what is public under %s', (_, security) => {
    const { warnings } = checkApp(Office, security === undefined ? {} : { security });
    expect(warnings.at(-1)).toBe(
      "Nothing checks who calls channel 'shown', services of 'clerk-1', services of 'clerk-2': such an app is " +
        'published for its own machine only. Others need createApp(Root, { security }).',
    );
  });
});
