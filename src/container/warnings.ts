import { untranslated } from '../content/json-schema';
import { readChannelMetadata } from '../decorators/metadata-storage';
import type { Topology } from '../model/topology';
import type { ContentType } from '../model/content-type';
import { HolonError } from '../errors/holon-error';
import { ownersOf } from './check-ids';
import type { SystemPlan } from './system-plan';

/** What is allowed but probably not meant, a sentence each. */
export function findWarnings(
  systems: readonly SystemPlan[],
  topology: Topology,
): readonly string[] {
  const warnings: string[] = [];
  for (const { info, ownerId } of topology.channels) {
    if (info.kind === 'discovery') continue;
    const edges = topology.edges.filter((edge) => edge.channelId === info.id);
    const others = edges.filter((edge) => edge.mode !== 'own');
    const reads = edges.some((edge) => edge.mode === 'read' || edge.mode === 'consume');
    const writes = others.some((edge) => edge.mode === 'write') || info.kind === 'periodic';
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
  return warnings;
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
