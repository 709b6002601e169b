import { readChannelMetadata } from '../decorators/metadata-storage';
import type { AnyChannelClass } from '../model/channel-class';
import type { ServiceDescriptor } from '../model/service-descriptor';
import { describeSystem } from '../systems/describe-system';
import type { SystemPlan } from './system-plan';

/** The descriptor of a planned system. */
export function describePlan(plan: SystemPlan): ServiceDescriptor {
  const { id, name, systemClass, metadata } = plan;
  const { own = [], read = [], write = [] } = metadata.channels;
  return describeSystem({
    id,
    name,
    systemClass,
    description: metadata.description,
    channelsRead: channelIds([...own, ...read]),
    channelsWrite: channelIds([...own, ...write]),
  });
}

function channelIds(channels: readonly AnyChannelClass[]): readonly string[] {
  return channels.flatMap((channel) => readChannelMetadata(channel)?.id ?? []);
}
