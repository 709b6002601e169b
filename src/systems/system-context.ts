import type { BaseChannel } from '../channels/base-channel';
import { attachHandle, type ChannelClient } from '../channels/channel-client';
import type { ChannelEnvironment } from '../channels/channel-environment';
import type { ChannelHandle } from '../channels/channel-handle';
import { createHandle } from '../channels/create-handle';
import { readChannelMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import { SystemRuntime, type SystemSpec } from './system-runtime';

/** What a system adopts when it is built by hand, and what it already holds when the container built it. */
export class SystemContext {
  readonly runtime: SystemRuntime;
  private readonly handles = new Map<string, ChannelHandle>();
  /** Channels this system can hand on: added by it, or handed to it. */
  private readonly held = new Map<string, BaseChannel>();

  constructor(
    spec: SystemSpec,
    readonly client: ChannelClient<never>,
    readonly environment: Omit<ChannelEnvironment, 'ownsStore'>,
  ) {
    const logger = environment.logger.child({ systemId: spec.id });
    this.runtime = new SystemRuntime(spec, environment.clock, logger);
  }

  get id(): string {
    return this.runtime.id;
  }

  /** A handle that was granted when the system was built. */
  grant(handle: ChannelHandle): void {
    this.handles.set(handle.channelId, handle);
  }

  /** Makes `channel` this system's own; resolves when it runs, if the system is being set up already. */
  async adoptChannel(channel: BaseChannel): Promise<void> {
    if (this.handles.has(channel.id)) {
      const message = `System '${this.id}' has a channel '${channel.id}' already`;
      throw new HolonError('HOLON_DUPLICATE_ID', message);
    }
    if (channel.state === 'init') channel.bind(this.environment);
    const modes = { read: true, write: true, host: true };
    const handle = createHandle(channel, this.id, modes, () => {
      this.checkActive();
    });
    this.handles.set(channel.id, handle);
    this.held.set(channel.id, channel);
    this.runtime.channels.push(channel);
    const channelClass = channel.constructor as new () => BaseChannel; // what made the instance
    if (readChannelMetadata(channelClass) !== undefined) {
      attachHandle(this.client, channelClass, handle);
    }
    if (this.runtime.wasSetUp) await channel.start();
  }

  /** Puts `child` below this system and hands it channels that this system owns, by id. */
  adoptSubsystem(child: SystemContext, channelIds: readonly string[]): void {
    for (const id of channelIds) {
      const channel = this.held.get(id);
      if (channel === undefined) {
        throw new HolonError(
          'HOLON_GRANT_MISSING',
          `System '${this.id}' hands channel '${id}' to '${child.id}' but does not have it`,
          { path: [this.id, child.id] },
        );
      }
      child.receive(channel);
    }
    this.runtime.children.push(child.runtime);
  }

  /** The handle of a channel by id. @throws HOLON_CHANNEL_NOT_CONNECTED */
  handle(channelId: string): ChannelHandle {
    const handle = this.handles.get(channelId);
    if (handle !== undefined) return handle;
    throw new HolonError(
      'HOLON_CHANNEL_NOT_CONNECTED',
      `System '${this.id}' has no access to channel '${channelId}'`,
      { hint: 'Add it with addChannel, or hand it on with addSubsystem(…, { channels }).' },
    );
  }

  private receive(channel: BaseChannel): void {
    this.held.set(channel.id, channel);
    const modes = { read: true, write: true, host: false };
    this.handles.set(
      channel.id,
      createHandle(channel, this.id, modes, () => {
        this.checkActive();
      }),
    );
  }

  private checkActive(): void {
    if (this.runtime.isActive) return;
    throw new HolonError('HOLON_DRAINING', `System '${this.id}' has been stopped`);
  }
}
