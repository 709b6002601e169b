import type { ChannelEdge, Topology } from '../model/topology';
import { renderTable } from './table';

/** The summary of an app that fits together: its systems, its channels, what each may touch, and the warnings. */
export function renderSummary(topology: Topology, warnings: readonly string[]): string {
  const { systems, channels } = topology;
  const root = systems.find(({ id }) => id === topology.rootId);
  const lines = [
    `✓ ${root?.name ?? topology.rootId}: ${count(systems.length, 'system')}, ${count(channels.length, 'channel')}, no problems`,
    '',
    ...renderTable(systemRows(topology)),
  ];
  if (channels.length > 0) lines.push('', ...renderTable(channelRows(topology)));
  if (warnings.length > 0) {
    lines.push(
      '',
      `${count(warnings.length, 'warning')}:`,
      ...warnings.map((warning) => `! ${warning}`),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** `1 system`, `2 systems`. */
export function count(amount: number, noun: string): string {
  return `${String(amount)} ${noun}${amount === 1 ? '' : 's'}`;
}

function systemRows({ systems, edges }: Topology): string[][] {
  const depths = new Map<string, number>();
  const rows = systems.map(({ id, parentId, className }) => {
    const depth = parentId === undefined ? 0 : (depths.get(parentId) ?? 0) + 1;
    depths.set(id, depth);
    const channels = (...modes: ChannelEdge['mode'][]): string =>
      list(
        edges
          .filter((edge) => edge.systemId === id && modes.includes(edge.mode))
          .map(({ channelId }) => channelId),
      );
    return [
      `${'  '.repeat(depth)}${id}`,
      className,
      channels('own'),
      channels('read', 'consume'),
      channels('write'),
    ];
  });
  return [['SYSTEM', 'CLASS', 'OWNS', 'READS', 'WRITES'], ...rows];
}

function channelRows({ channels, edges }: Topology): string[][] {
  const rows = channels.map(({ info, ownerId, contentName }) => {
    const systems = (...modes: ChannelEdge['mode'][]): string =>
      list(
        edges
          .filter((edge) => edge.channelId === info.id && modes.includes(edge.mode))
          .map(({ systemId }) => systemId),
      );
    return [
      info.id,
      info.kind,
      info.visibility,
      contentName ?? '–',
      ownerId,
      systems('write'),
      systems('read', 'consume'),
    ];
  });
  return [['CHANNEL', 'KIND', 'VISIBILITY', 'CONTENT', 'OWNER', 'WRITTEN BY', 'READ BY'], ...rows];
}

function list(ids: readonly string[]): string {
  return [...new Set(ids)].join(', ') || '–';
}
