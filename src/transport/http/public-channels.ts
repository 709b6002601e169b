import type { BaseChannel } from '../../channels/base-channel';
import { DiscoveryChannel } from '../../discovery/discovery-channel';
import type { ChannelSecurity } from '../../model/channel-security';
import type { PublishedApp } from '../../systems/published-app';
import { contentForm, type ContentForm } from '../wire/content-form';
import { isOpen } from './check-secured';

/** A channel that may be reached from outside. */
export interface PublicChannel {
  readonly id: string;
  readonly channel: BaseChannel;
  /** Its own security, else the app's. */
  readonly security: ChannelSecurity | undefined;
  /** Whether it has no content type. */
  readonly generic: boolean;
  /** How its content goes out. */
  readonly form: ContentForm;
}

/** A request for what is not there looks again at most this often. */
const LOOK_AGAIN_MS = 1_000;

/** The public channels of an app by id. A private one is not there, as one that does not exist is not. */
export class PublicChannels {
  private byId: ReadonlyMap<string, PublicChannel> = new Map();
  private lookedAtMs = -Infinity;

  /** Channels that must not be served, which was said once. */
  private readonly refused = new Set<BaseChannel>();

  /** @param mayBeOpen whether channels may be served that nothing guards */
  constructor(
    private readonly app: PublishedApp,
    private readonly mayBeOpen: boolean,
  ) {}

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
      if (channel.info.visibility !== 'public' || this.refuses(channel)) continue;
      const known = this.byId.get(channel.id);
      found.set(channel.id, known?.channel === channel ? known : describe(channel));
    }
    this.byId = found;
    return found;
  }

  /** A channel that was added after the app was judged must not be there for everybody. */
  private refuses(channel: BaseChannel): boolean {
    if (this.mayBeOpen || !isOpen(channel.security)) return false;
    if (!this.refused.has(channel)) {
      this.refused.add(channel);
      this.app.environment.logger.error('http.open-channel-refused', {
        channelId: channel.id,
        hint: 'Give it a security of its own, or pass createApp(Root, { security }).',
      });
    }
    return true;
  }

  private mayHaveChanged(): boolean {
    return this.app.environment.clock.monotonicMs() - this.lookedAtMs >= LOOK_AGAIN_MS;
  }
}

function describe(channel: BaseChannel): PublicChannel {
  const generic = channel.settings.content === undefined;
  const isRegistry = channel instanceof DiscoveryChannel;
  const form = contentForm({ generic, isRegistry });
  return { id: channel.id, channel, security: channel.security, generic, form };
}
