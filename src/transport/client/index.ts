/** `holon/client`: channels and services of a published app, from another process or a browser. Needs `fetch` alone. */
export { ChannelClient } from '../../channels/channel-client';
export { channelAccess } from '../../decorators/channel-access';
export { ERROR_CODES } from '../../errors/error-codes';
export { HolonError, isHolonError } from '../../errors/holon-error';
export { withMetadata } from '../../model/channel-message';
export { connectRemote, type ConnectRemoteOptions } from './connect-remote';
export { connectSystem, type ConnectSystemOptions, type RemoteSystem } from './connect-system';
export { remoteChannel, type RemoteChannelClass } from './remote-channel-class';

export type {
  ChannelHost,
  ClaimOptions,
  DeadMessage,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteOptions,
  WriteReceipt,
} from '../../channels/channel-handle';
export type { ClientOptions } from '../../channels/channel-client';
export type { Claim, NackOptions } from '../../channels/claim';
export type { SettlementResult } from '../../channels/held-claims';
export type {
  DiscoveredCallOptions,
  DiscoveryOptions,
  RemoteCallOptions,
  RemoteOptions,
  RemoteToken,
  ServiceCallOptions,
  ServiceInput,
  ServiceName,
  ServiceOutput,
  TokenFor,
} from '../../channels/remote-options';
export type { RequestOptions } from '../../channels/reply-router';
export type { Registration } from '../../discovery/registration';
export type { HolonErrorCode } from '../../errors/error-codes';
export type { Access } from '../../model/channel-access';
export type { AnyChannelClass, ContentOf } from '../../model/channel-class';
export type { ChannelMessage } from '../../model/channel-message';
export type { JsonValue } from '../../model/json';
export type { ServiceDescriptor, ServiceEntry } from '../../model/service-descriptor';
export type { Clock, Timer } from '../../util/clock';
export type { IdSource } from '../../util/id-source';
export type { Logger, LogFields } from '../../observability/logger';
