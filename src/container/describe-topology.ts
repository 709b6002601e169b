import type { BaseChannel } from '../channels/base-channel';
import { readChannelMetadata } from '../decorators/metadata-storage';
import type { AnyChannelClass } from '../model/channel-class';
import type { ChannelInfo } from '../model/channel-info';
import type { ChannelEdge, ChannelNode, Topology } from '../model/topology';
import { ownersOf } from './check-ids';
import { nextOf } from './check-inboxes';
import { describePlan } from './describe-plan';
import type { SystemPlan } from './system-plan';

/** The app as plain data, from its plans alone. */
export function describeTopology(systems: readonly SystemPlan[]): Topology {
  return {
    rootId: systems[0]?.id ?? '',
    systems: systems.map((plan) => ({
      id: plan.id,
      name: plan.name,
      className: plan.systemClass.name,
      ticksPerSecond: plan.ticksPerSecond,
      hasInbox: plan.metadata.inbox !== undefined,
      descriptor: describePlan(plan),
      ...(plan.parent === undefined ? {} : { parentId: plan.parent.id }),
      ...(plan.replica === undefined ? {} : { replica: plan.replica }),
    })),
    channels: [...ownersOf(systems)].flatMap(([channel, [owner]]) =>
      owner === undefined ? [] : describeChannel(channel, owner),
    ),
    edges: systems.flatMap(edgesOf),
    inboxes: systems.flatMap((plan) =>
      nextOf(plan).map((next) => ({ fromId: plan.id, toId: next.id })),
    ),
  };
}

function describeChannel(channel: AnyChannelClass, owner: SystemPlan): ChannelNode[] {
  const metadata = readChannelMetadata(channel);
  if (metadata === undefined) return [];
  const { kind } = channel as unknown as typeof BaseChannel; // @Channel accepts channel classes only
  const info: ChannelInfo = {
    id: metadata.id,
    name: metadata.name,
    description: metadata.description ?? '',
    visibility: metadata.visibility ?? 'private',
    kind,
    ...(kind === 'periodic' ? { periodMs: metadata.periodMs ?? 1_000 } : {}),
  };
  const contentName = typeof metadata.content === 'function' ? metadata.content.name : undefined;
  return [
    {
      info,
      className: channel.name,
      ownerId: owner.id,
      ...(contentName === undefined ? {} : { contentName }),
    },
  ];
}

function edgesOf(plan: SystemPlan): ChannelEdge[] {
  const { own = [], read = [], write = [] } = plan.metadata.channels;
  const consumed = [...new Set(plan.consumed.map((consumer) => consumer.channel))];
  const edges = (channels: readonly AnyChannelClass[], mode: ChannelEdge['mode']): ChannelEdge[] =>
    channels.flatMap((channel) => {
      const channelId = readChannelMetadata(channel)?.id;
      return channelId === undefined ? [] : [{ systemId: plan.id, channelId, mode }];
    });
  return [
    ...edges(own, 'own'),
    ...edges(
      read.filter((channel) => !consumed.includes(channel)),
      'read',
    ),
    ...edges(consumed, 'consume'),
    ...edges(write, 'write'),
  ];
}
