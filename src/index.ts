export { Channel } from './decorators/channel';
export { channelAccess } from './decorators/channel-access';
export { Consume } from './decorators/consume';
export { Expose } from './decorators/expose';
export { Inject } from './decorators/inject';
export { Injectable } from './decorators/injectable';
export { Subsystem } from './decorators/subsystem';
export { System } from './decorators/system';

export { BaseChannel } from './channels/base-channel';
export { BroadcastChannel } from './channels/broadcast-channel';
export { MailboxChannel } from './channels/mailbox-channel';
export { PassthroughChannel } from './channels/passthrough-channel';
export { PeriodicChannel } from './channels/periodic-channel';
export { WorkQueueChannel } from './channels/work-queue-channel';
export { DiscoveryChannel } from './discovery/discovery-channel';
export { ChannelClient } from './channels/channel-client';

export { BaseSystem } from './systems/base-system';
export { createApp } from './container/create-app';
export { checkApp } from './container/check-app';
export { App } from './container/app';
export { CLOCK, DESCRIPTOR, LOGGER } from './container/tokens';

export { BaseQueue } from './queues/base-queue';
export { ForwardingChannel } from './queues/forwarding-channel';
export { InMemoryChannel } from './queues/in-memory-channel';
export { Inbox } from './queues/inbox';
export { Outbox } from './queues/outbox';
export { QueueBridge } from './queues/queue-bridge';
export { cloneMessage, queueMessage, shutdownMessage } from './queues/queue-message';

export { ERROR_CODES } from './errors/error-codes';
export { HolonError, isHolonError } from './errors/holon-error';
export { withMetadata } from './model/channel-message';
export { MemoryStore } from './stores/memory/memory-store';
export { SqliteStore } from './stores/sqlite/sqlite-store';
export { AclSecurity } from './security/acl-security';
export { JwtSecurity } from './security/jwt-security';
export { OpenSecurity } from './security/open-security';
export { silentLogger } from './observability/logger';
export { createPinoLogger } from './observability/pino-logger';
export { systemClock } from './util/clock';
export { TimeOrderedIdSource, isTimeOrderedId } from './util/id-source';

export type { Access } from './model/channel-access';
export type { AnyChannelClass, ContentOf } from './model/channel-class';
export type { Action, Caller, ChannelSecurity, Principal, Role } from './model/channel-security';
export type { AclSecurityOptions } from './security/acl-security';
export type { TokenAlgorithm } from './security/jwt/jsonwebtoken';
export type { JwksOptions } from './security/jwt/jwks-options';
export type { JwtKey } from './security/jwt/jwt-key';
export type { IssueTokenOptions, JwtSecurityOptions } from './security/jwt/jwt-options';
export type {
  ManagedSecurity,
  SecurityEnvironment,
  SecurityReport,
} from './security/managed-security';
export type { ChannelInfo, ChannelKind, Retention, Visibility } from './model/channel-info';
export type { ChannelMessage } from './model/channel-message';
export type { ChannelObserver, ChannelObservers } from './model/channel-observer';
export type { Eventually, JsonValue } from './model/json';
export type { ServiceDescriptor, ServiceEntry } from './model/service-descriptor';
export type { StandardSchemaV1 } from './model/standard-schema';
export type { SystemState, Tick } from './model/system-state';
export type { Topology } from './model/topology';
export type { HolonErrorCode } from './errors/error-codes';
export type { Clock, Timer } from './util/clock';
export type { IdSource } from './util/id-source';
export type { Logger, LogFields } from './observability/logger';
export type { PinoLoggerOptions } from './observability/pino-logger';
export type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ChannelStore,
  ClaimRequest,
  ClearFilter,
  DeadLetter,
  EvictRequest,
  EvictResult,
  LogEntry,
  LogOptions,
  LogStats,
  ReaderStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  StoreOperation,
  SweepResult,
} from './stores/channel-store';
export type { SqliteStoreOptions } from './stores/sqlite/sqlite-options';
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
} from './channels/channel-handle';
export type { ChannelHook, ChannelState } from './channels/base-channel';
export type { ChannelDrainOptions, ChannelDrainResult } from './channels/drain-channel';
export type { ChannelOptions } from './channels/channel-options';
export type { Claim, NackOptions } from './channels/claim';
export type { SettlementResult } from './channels/held-claims';
export type {
  DiscoveredCallOptions,
  DiscoveryOptions,
  RemoteCallOptions,
  RemoteOptions,
  RemoteToken,
  ServiceCallOptions,
  TokenFor,
} from './channels/remote-options';
export type { RequestOptions } from './channels/reply-router';
export type { Registration, RegisterOptions, RegistrationRequest } from './discovery/registration';
export type { ConsumeContext, ConsumeOptions } from './decorators/consume';
export type { ChannelDecoratorOptions } from './decorators/channel';
export type { ExposeOptions, ServiceContext } from './decorators/expose';
export type { SubsystemOptions } from './decorators/subsystem';
export type { SystemOptions } from './decorators/system';
export type { BaseSystemOptions } from './systems/base-system';
export type { ChannelLeftover, DrainReport } from './systems/drain-report';
export type { SystemHealth } from './systems/system-spec';
export type { AppHealth } from './systems/published-app';
export type {
  HttpApp,
  Published,
  PublishLimits,
  PublishOptions,
  RegistryAddress,
} from './systems/publish-options';
export type { AppCheck, CheckAppOptions } from './container/check-app';
export type { CreateAppOptions } from './container/create-app';
export type {
  AliasProvider,
  ClassProvider,
  FactoryProvider,
  Provider,
  ProviderScope,
  Token,
  ValueProvider,
} from './decorators/declarations';
export type {
  ContentMessage,
  QueueMessage,
  QueueMessageOptions,
  ShutdownMessage,
} from './queues/queue-message';
export type { QueueObserver, QueueObservers } from './queues/queue-observer';
export type { SendOptions, WaitOptions } from './queues/base-queue';
export type { InMemoryChannelOptions } from './queues/in-memory-channel';
export type { ForwardingChannelOptions } from './queues/forwarding-channel';
