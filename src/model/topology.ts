import type { ChannelInfo } from './channel-info';
import type { ServiceDescriptor } from './service-descriptor';

/** One channel of an app, as data. */
export interface ChannelNode {
  readonly info: ChannelInfo;
  readonly className: string;
  /** The system that owns it. */
  readonly ownerId: string;
  /** Name of the content class, when one is declared. */
  readonly contentName?: string;
}

/** One line between a system and a channel. */
export interface ChannelEdge {
  readonly systemId: string;
  readonly channelId: string;
  /** `consume` is a read whose messages a `@Consume` method handles. */
  readonly mode: 'own' | 'read' | 'write' | 'consume';
}

/** One line from a system's outbox to the inbox behind it. */
export interface InboxEdge {
  readonly fromId: string;
  readonly toId: string;
}

/** One system of an app, as data. */
export interface SystemNode {
  readonly id: string;
  readonly name: string;
  readonly className: string;
  /** Undefined for the root. */
  readonly parentId?: string;
  readonly ticksPerSecond: number;
  /** 1-based number among its replicas; undefined where there is only one. */
  readonly replica?: number;
  readonly hasInbox: boolean;
  readonly descriptor: ServiceDescriptor;
}

/** The whole app as plain data: what `holon graph` draws and `app.topology` returns. Parents stand before children. */
export interface Topology {
  readonly rootId: string;
  readonly systems: readonly SystemNode[];
  readonly channels: readonly ChannelNode[];
  readonly edges: readonly ChannelEdge[];
  readonly inboxes: readonly InboxEdge[];
}
