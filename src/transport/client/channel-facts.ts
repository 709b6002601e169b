import { asRecord, asText } from '../wire/answer-shapes';
import { contentForm, type ContentForm } from '../wire/content-form';
import type { Target } from './target';

/** What must be known of a channel to read what it says. */
export interface ChannelFacts {
  /** Whether its content comes wrapped. */
  readonly generic: boolean;
  /** How its content stands on the wire. */
  readonly form: ContentForm;
}

/** What channels are, at each app that was asked. */
export class KnownChannels {
  private readonly known = new WeakMap<Target, Map<string, ChannelFacts>>();

  get(target: Target, channelId: string | undefined): ChannelFacts | undefined {
    return channelId === undefined ? undefined : this.known.get(target)?.get(channelId);
  }

  /** @param body the answer of `GET /channels/{id}/info` @throws HOLON_REMOTE_FAILED for what is no info */
  keep(target: Target, channelId: string, body: unknown): ChannelFacts {
    const wire = asRecord(body, 'the info of a channel');
    asText(wire.id, 'the id of a channel');
    // SSSN does not say, and wraps what has no type of its own.
    const generic = wire.generic !== false;
    const facts = {
      generic,
      form: contentForm({ generic, isRegistry: wire.kind === 'discovery' }),
    };
    const channels = this.known.get(target) ?? new Map<string, ChannelFacts>();
    this.known.set(target, channels.set(channelId, facts));
    return facts;
  }
}
