import type { ChannelKind, Visibility } from '../../../src/model/channel-info';
import type { ChannelEdge, ChannelNode, SystemNode, Topology } from '../../../src/model/topology';

export function systemNode(
  id: string,
  parentId?: string,
  more: Partial<SystemNode> = {},
): SystemNode {
  const name = more.name ?? id.charAt(0).toUpperCase() + id.slice(1);
  return {
    id,
    name,
    className: name.replace(/[^A-Za-z]/g, ''),
    ticksPerSecond: 1,
    hasInbox: false,
    descriptor: {
      systemId: id,
      systemName: name,
      description: '',
      services: [],
      channelsRead: [],
      channelsWrite: [],
    },
    ...(parentId === undefined ? {} : { parentId }),
    ...more,
  };
}

export function channelNode(
  id: string,
  kind: ChannelKind,
  ownerId: string,
  visibility: Visibility = 'private',
  name = id.charAt(0).toUpperCase() + id.slice(1),
): ChannelNode {
  const info = { id, name, description: '', visibility, kind };
  return { info, className: `${name}Channel`, ownerId, contentName: 'Reading' };
}

export function edges(
  systemId: string,
  lines: Partial<Record<ChannelEdge['mode'], string[]>>,
): ChannelEdge[] {
  return (Object.entries(lines) as [ChannelEdge['mode'], string[]][]).flatMap(([mode, ids]) =>
    ids.map((channelId) => ({ systemId, channelId, mode })),
  );
}

const analysts = [1, 2, 3].map((replica) =>
  systemNode(`analyst-${String(replica)}`, 'station', {
    replica,
    name: `Analyst ${String(replica)}`,
  }),
);

/** A small plant: every kind of channel and of line, three replicas, a chain of inboxes. */
export const plant: Topology = {
  rootId: 'station',
  systems: [
    systemNode('station'),
    systemNode('sampler', 'station'),
    ...analysts,
    systemNode('oncall', 'station', { name: 'On call' }),
    systemNode('first', 'oncall', { name: 'First line' }),
    systemNode('second', 'oncall', { name: 'Second line' }),
    systemNode('formatter', 'station', { hasInbox: true }),
    systemNode('monitor', 'station', { hasInbox: true }),
  ],
  channels: [
    channelNode('probe', 'periodic', 'station'),
    channelNode('samples', 'work-queue', 'station'),
    channelNode('findings', 'broadcast', 'station', 'public'),
    channelNode('alerts', 'mailbox', 'station'),
    channelNode('registry', 'discovery', 'station', 'public'),
    channelNode('notes', 'passthrough', 'oncall'),
    channelNode('scratch', 'passthrough', 'monitor'),
  ],
  edges: [
    ...edges('station', { own: ['probe', 'samples', 'findings', 'alerts', 'registry'] }),
    ...edges('sampler', { consume: ['probe'], read: ['probe'], write: ['samples'] }),
    ...analysts.flatMap(({ id }) =>
      edges(id, { consume: ['samples'], write: ['findings', 'alerts'] }),
    ),
    ...edges('oncall', { own: ['notes'], read: ['registry'] }),
    ...edges('first', { read: ['alerts'], write: ['notes'] }),
    ...edges('second', { read: ['alerts', 'notes'] }),
    ...edges('formatter', { read: ['findings'] }),
    ...edges('monitor', { own: ['scratch'] }),
  ],
  inboxes: [{ fromId: 'formatter', toId: 'monitor' }],
};
