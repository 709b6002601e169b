import type { BaseChannel } from '../../../src/channels/base-channel';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { BaseSystem, type BaseSystemOptions } from '../../../src/systems/base-system';

/** Does in `setup` what the test says, and lets it call what subclasses may call. */
export class Custom extends BaseSystem {
  setups = 0;

  constructor(
    options: BaseSystemOptions,
    private readonly build: (self: Custom) => unknown = () => undefined,
  ) {
    super(options);
  }

  async setup(): Promise<void> {
    this.setups += 1;
    await this.build(this);
  }

  override addChannel(channel: BaseChannel): Promise<void> {
    return super.addChannel(channel);
  }

  override addSubsystem(system: BaseSystem, options?: { channels?: readonly string[] }): void {
    super.addSubsystem(system, options);
  }

  /** What reading `channelId` answers, contents only. */
  async contents(channelId: string): Promise<unknown[]> {
    return (await this.readChannel(channelId)).map(({ content }) => content);
  }

  write(channelId: string, content: unknown): Promise<unknown> {
    return this.writeChannel(channelId, content);
  }

  claim(channelId: string): Promise<readonly ChannelMessage[]> {
    return this.claimChannel(channelId);
  }

  acknowledge(channelId: string, ids: readonly string[]): Promise<unknown> {
    return this.acknowledgeChannel(channelId, ids);
  }

  nack(channelId: string, ids: readonly string[]): Promise<unknown> {
    return this.nackChannel(channelId, ids);
  }

  subscribe(channelId: string, handler: (message: ChannelMessage) => unknown): Promise<unknown> {
    return this.subscribeChannel(channelId, handler);
  }
}
