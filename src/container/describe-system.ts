import { jsonSchemaOf } from '../content/json-schema';
import { readChannelMetadata, readExposed } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import type { ContentType } from '../model/content-type';
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
      input: schemaOf(exposed.input),
      output: schemaOf(exposed.output),
      readOnly: exposed.readOnly,
      idempotent: exposed.idempotent,
      ...(exposed.timeoutMs === undefined ? {} : { timeoutMs: exposed.timeoutMs }),
    })),
    channelsRead: channelIds([...own, ...read]),
    channelsWrite: channelIds([...own, ...write]),
  };
}

/** `{}` for a type that has no schema; that is a problem which `checkContent` reports. */
function schemaOf(type: ContentType | undefined): ServiceDescriptor['services'][number]['input'] {
  try {
    return jsonSchemaOf(type);
  } catch (error) {
    if (error instanceof HolonError) return {};
    throw error;
  }
}

function channelIds(channels: readonly AnyChannelClass[]): readonly string[] {
  return [...new Set(channels.flatMap((channel) => readChannelMetadata(channel)?.id ?? []))];
}
