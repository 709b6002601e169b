import { jsonSchemaOf, untranslated } from '../content/json-schema';
import { isStandardSchema } from '../content/standard-schema';
import { readChannelMetadata, readExposed } from '../decorators/metadata-storage';
import type { ChannelSecurity } from '../model/channel-security';
import type { Topology } from '../model/topology';
import type { ContentType } from '../model/content-type';
import { HolonError } from '../errors/holon-error';
import { ownersOf } from './check-ids';
import { isFirstReplica, type SystemPlan } from './system-plan';

/** What is allowed but probably not meant, a sentence each. */
export function findWarnings(
  systems: readonly SystemPlan[],
  topology: Topology,
  security: ChannelSecurity | undefined,
): readonly string[] {
  const warnings: string[] = [];
  for (const { info, ownerId } of topology.channels) {
    if (info.kind === 'discovery') continue;
    const edges = topology.edges.filter((edge) => edge.channelId === info.id);
    const reads = edges.some((edge) => edge.mode === 'read' || edge.mode === 'consume');
    const writes = edges.some((edge) => edge.mode === 'write') || info.kind === 'periodic';
    const outside = info.visibility === 'public';
    if (!reads && !outside) {
      warnings.push(`Channel '${info.id}': no system but its owner '${ownerId}' reads it.`);
    }
    if (!writes && !outside) {
      warnings.push(`Channel '${info.id}': no system but its owner '${ownerId}' writes it.`);
    }
  }
  for (const channel of ownersOf(systems).keys()) {
    const metadata = readChannelMetadata(channel);
    if (metadata === undefined) continue;
    if (metadata.retention === undefined && metadata.capacity === undefined) {
      warnings.push(
        `Channel '${metadata.id}' keeps every message for ever: set retention or capacity.`,
      );
    }
    const names = untranslatedOf(metadata.content);
    if (names.length > 0) {
      warnings.push(
        `Channel '${metadata.id}': ${names.join(', ')} of its content class cannot be put into a JSON Schema.`,
      );
    }
  }
  warnings.push(...servicesWarnings(systems), ...openWarnings(systems, security));
  return warnings;
}

/** Services whose callers are told less than what is checked. A class of several replicas is named once. */
function* servicesWarnings(systems: readonly SystemPlan[]): Iterable<string> {
  for (const { id, systemClass } of systems.filter(isFirstReplica)) {
    for (const { method, input, output } of readExposed(systemClass)) {
      const place = `Service '${method}' of system '${id}'`;
      for (const [name, type] of Object.entries({ input, output })) {
        const unsaid = untranslatedOf(type);
        if (unsaid.length > 0) {
          yield `${place}: ${unsaid.join(', ')} of its ${name} class cannot be put into a JSON Schema.`;
        } else if (isUndescribed(type)) {
          yield `${place}: its ${name} is a Standard Schema that offers no JSON Schema, so callers see nothing of it.`;
        }
      }
    }
  }
}

function isUndescribed(type: ContentType | undefined): boolean {
  return (
    type !== undefined && isStandardSchema(type) && Object.keys(jsonSchemaOf(type)).length === 0
  );
}

/** What everybody could use whom the app lets in, once it is published. */
function* openWarnings(
  systems: readonly SystemPlan[],
  security: ChannelSecurity | undefined,
): Iterable<string> {
  const open: string[] = [];
  for (const channel of ownersOf(systems).keys()) {
    const metadata = readChannelMetadata(channel);
    if (metadata?.visibility !== 'public') continue;
    if (isOpen(metadata.security ?? security)) open.push(`channel '${metadata.id}'`);
  }
  if (isOpen(security)) {
    for (const { id, systemClass } of systems) {
      if (readExposed(systemClass).length > 0) open.push(`services of '${id}'`);
    }
  }
  if (open.length > 0) {
    yield `Nothing checks who calls ${open.join(', ')}: such an app is published for its own machine only. Others need createApp(Root, { security }).`;
  }
}

function isOpen(security: ChannelSecurity | undefined): boolean {
  return security === undefined || security.trustsCallers === true;
}

/** None for a type that cannot be read at all; that is a problem which `checkContent` reports. */
function untranslatedOf(type: ContentType | undefined): readonly string[] {
  try {
    return untranslated(type);
  } catch (error) {
    if (error instanceof HolonError) return [];
    throw error;
  }
}
