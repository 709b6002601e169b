import type { Topology } from '../../model/topology';

/** The topology itself, nothing folded. */
export function toJson(topology: Topology): string {
  return `${JSON.stringify(topology, null, 2)}\n`;
}
