import type { BaseChannel } from '../../channels/base-channel';
import type { ChannelSecurity } from '../../model/channel-security';
import type { PublishedApp } from '../../systems/published-app';

/** A channel that may be reached from outside. */
export interface PublicChannel {
  readonly id: string;
  readonly channel: BaseChannel;
  /** Its own security, else the app's. */
  readonly security: ChannelSecurity | undefined;
  /** Whether it has no content type. */
  readonly generic: boolean;
}

/** A request for what is not there looks again at most this often. */
const LOOK_AGAIN_MS = 1_000;

/** The public channels of an app by id. A private one is not there, as one that does not exist is not. */
export class PublicChannels {
  private byId: ReadonlyMap<string, PublicChannel> = new Map();
  private lookedAtMs = -Infinity;

  constructor(private readonly app: PublishedApp) {}

  get(id: string): PublicChannel | undefined {
    return this.byId.get(id) ?? (this.mayHaveChanged() ? this.look().get(id) : undefined);
  }

  all(): readonly PublicChannel[] {
    return [...this.look().values()];
  }

  /** Systems built by hand add channels while they are set up. */
  private look(): ReadonlyMap<string, PublicChannel> {
    this.lookedAtMs = this.app.environment.clock.monotonicMs();
    const found = new Map<string, PublicChannel>();
    for (const channel of this.app.channels()) {
      if (channel.info.visibility !== 'public') continue;
      const known = this.byId.get(channel.id);
      found.set(channel.id, known?.channel === channel ? known : describe(channel));
    }
    this.byId = found;
    return found;
  }

  private mayHaveChanged(): boolean {
    return this.app.environment.clock.monotonicMs() - this.lookedAtMs >= LOOK_AGAIN_MS;
  }
}

function describe(channel: BaseChannel): PublicChannel {
  const generic = channel.settings.content === undefined;
  return { id: channel.id, channel, security: channel.security, generic };
}
