import { IsDateString, IsString } from 'class-validator';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { checkApp } from '../../../src/container/check-app';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Expose } from '../../../src/decorators/expose';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import type { ChannelSecurity } from '../../../src/model/channel-security';
import type { StandardSchemaV1 } from '../../../src/model/standard-schema';

class Visit {
  @IsString() @IsDateString() at!: string;
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

describe('the warnings of a check', () => {
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
