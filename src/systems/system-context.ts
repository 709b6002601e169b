import type { BaseChannel } from '../channels/base-channel';
import { attachHandle, type ChannelClient } from '../channels/channel-client';
import type { ChannelEnvironment } from '../channels/channel-environment';
import type { ChannelHandle, ReadHandle, WriteHandle } from '../channels/channel-handle';
import { createHandle, type HandleModes } from '../channels/create-handle';
import { readChannelMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { SystemRuntime } from './system-runtime';
import type { SystemSpec } from './system-spec';
import type { TreeIds } from './tree-ids';

/** A channel that a system has, and can hand on in the modes that it has itself. */
interface Holding {
  readonly channel: BaseChannel;
  readonly handle: ChannelHandle;
}

/** What a system is given to run in. */
export interface ContextParts {
  readonly client: ChannelClient<never>;
  /** Whether the channels of `client` are final, as they are in an app. */
  readonly isClientSealed: boolean;
  readonly environment: Omit<ChannelEnvironment, 'ownsStore'>;
  /** Shared by the whole tree. */
  readonly ids: TreeIds;
}

/** What a system runs in: its runtime, and the channels it has by id. */
export class SystemContext {
  readonly runtime: SystemRuntime;
  private readonly holdings = new Map<string, Holding>();

  /** @throws HOLON_DUPLICATE_ID */
  constructor(
    spec: SystemSpec,
    readonly parts: ContextParts,
  ) {
    const { ids, environment } = parts;
    ids.addSystem(spec.id);
    for (const channel of spec.channels) ids.addChannel(channel.id);
    const logger = environment.logger.child({ systemId: spec.id });
    this.runtime = new SystemRuntime(spec, environment.clock, logger);
  }

  get id(): string {
    return this.runtime.id;
  }

  /** A channel that the system was given when the container built it; its client has it already. */
  grant(channel: BaseChannel, handle: ChannelHandle): void {
    this.holdings.set(channel.id, { channel, handle });
  }

  /** Makes `channel` this system's own; resolves when it runs, if the system is being set up already. */
  adoptChannel(channel: BaseChannel): Promise<void> {
    const { ids, environment } = this.parts;
    ids.addChannel(channel.id);
    if (channel.state === 'init') channel.bind(environment);
    this.hold(channel, { read: true, write: true, host: true });
    this.runtime.channels.push(channel);
    if (!this.runtime.wasSetUp) return Promise.resolve();
    const started = channel.start();
    // For those who do not await it; during setup() the tree awaits it once more.
    started.catch((error: unknown) => {
      environment.logger.error('channel.start-failed', {
        systemId: this.id,
        channelId: channel.id,
        error,
      });
    });
    return started;
  }

  /** Puts `child` below this system and hands it channels that this system has, by id. */
  adoptSubsystem(child: SystemContext, channelIds: readonly string[]): void {
    for (const id of channelIds) {
      const held = this.holdings.get(id);
      if (held === undefined) {
        throw new HolonError(
          'HOLON_GRANT_MISSING',
          `System '${this.id}' hands channel '${id}' to '${child.id}' but does not have it`,
          {
            path: [this.id, child.id],
            hint: `Call addChannel in '${this.id}' first, or hand '${id}' to '${this.id}' from above.`,
          },
        );
      }
      const { reader, writer } = held.handle;
      const modes = { read: reader !== undefined, write: writer !== undefined, host: false };
      child.hold(held.channel, modes);
    }
    this.runtime.children.push(child.runtime);
  }

  /** @throws HOLON_CHANNEL_NOT_CONNECTED */
  reader(channelId: string): ReadHandle {
    return this.handle(channelId).reader ?? this.without('read', channelId);
  }

  /** @throws HOLON_CHANNEL_NOT_CONNECTED */
  writer(channelId: string): WriteHandle {
    return this.handle(channelId).writer ?? this.without('write', channelId);
  }

  private handle(channelId: string): ChannelHandle {
    const held = this.holdings.get(channelId);
    if (held !== undefined) return held.handle;
    throw new HolonError(
      'HOLON_CHANNEL_NOT_CONNECTED',
      `System '${this.id}' has no access to channel '${channelId}'`,
      { hint: 'Add it with addChannel, or hand it on with addSubsystem(…, { channels }).' },
    );
  }

  private without(mode: string, channelId: string): never {
    throw new HolonError(
      'HOLON_CHANNEL_NOT_CONNECTED',
      `System '${this.id}' has no '${mode}' access to channel '${channelId}'`,
    );
  }

  private hold(channel: BaseChannel, modes: HandleModes): void {
    const handle = createHandle(channel, this.id, modes, () => {
      this.checkActive();
    });
    this.holdings.set(channel.id, { channel, handle });
    const channelClass = channel.constructor as AnyChannelClass; // what made the instance
    const isDeclared = readChannelMetadata(channelClass) !== undefined;
    const { client, isClientSealed } = this.parts;
    if (isDeclared && !isClientSealed) attachHandle(client, channelClass, handle);
  }

  private checkActive(): void {
    if (this.runtime.isActive) return;
    throw new HolonError('HOLON_DRAINING', `System '${this.id}' has been stopped`);
  }
}
