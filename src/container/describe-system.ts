import { jsonSchemaOf } from '../content/json-schema';
import { readChannelMetadata, readExposed } from '../decorators/metadata-storage';
import type { AnyChannelClass } from '../model/channel-class';
import type { ServiceDescriptor } from '../model/service-descriptor';
import type { SystemPlan } from './system-plan';

/** What others may know of a system: its exposed methods and the channels it touches. */
export function describeSystem(plan: SystemPlan): ServiceDescriptor {
  const { own = [], read = [], write = [] } = plan.metadata.channels;
  return {
    systemId: plan.id,
    systemName: plan.name,
    description: plan.metadata.description,
    services: readExposed(plan.systemClass).map((exposed) => ({
      name: exposed.method,
      description: exposed.description,
      input: jsonSchemaOf(exposed.input),
      output: jsonSchemaOf(exposed.output),
      readOnly: exposed.readOnly,
      idempotent: exposed.idempotent,
      ...(exposed.timeoutMs === undefined ? {} : { timeoutMs: exposed.timeoutMs }),
    })),
    channelsRead: channelIds([...own, ...read]),
    channelsWrite: channelIds([...own, ...write]),
  };
}

function channelIds(channels: readonly AnyChannelClass[]): readonly string[] {
  return [...new Set(channels.flatMap((channel) => readChannelMetadata(channel)?.id ?? []))];
}
