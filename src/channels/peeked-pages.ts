import type { ChannelMessage } from '../model/channel-message';
import type { Caller } from '../model/channel-security';
import type { ReadRequest } from '../stores/channel-store';
import { systemIdOf } from './authorize';
import type { BaseChannel } from './base-channel';

/** Pages that one reader may have open in one channel, and readers who may have any. */
const PAGES = 16;
const READERS = 10_000;

/** What is looked at. */
export interface PeekOptions {
  readonly limit: number;
  readonly after?: ReadRequest['after'] | undefined;
  readonly from?: ReadRequest['from'] | undefined;
}

/** A page that a reader looked at, by the name under which he says what he is done with. */
export interface NamedPage {
  readonly messages: readonly ChannelMessage[];
  readonly name: string;
}

/**
 * The pages that readers in other processes have looked at and are not done with. Names are forgotten when there are
 * too many, and when this process ends; the cursor has not moved then, and the messages are there to be looked at again.
 */
export class PeekedPages {
  /** Positions of pages by name, by reader and channel; who looked last stands last. */
  private readonly positions = new Map<string, Map<string, unknown>>();

  /** What a read would give, without moving the cursor. @throws HOLON_UNSUPPORTED_OPERATION, HOLON_FORBIDDEN */
  async peek(
    channel: BaseChannel,
    caller: Caller,
    { limit, after, from }: PeekOptions,
  ): Promise<NamedPage> {
    channel.ensure('sharable', 'peek');
    await channel.authorize(caller, 'read');
    const { environment, log, maintenance, reader } = channel.active();
    const nowMs = environment.clock.nowMs();
    if (maintenance.isDue(nowMs)) await maintenance.enforce();
    const systemId = systemIdOf(caller);
    maintenance.readerIsBack(systemId);
    const page = await log.peek(systemId, {
      limit,
      nowMs,
      ...(after === undefined ? {} : { after }),
      ...(from === undefined ? {} : { from }),
    });
    const messages = reader.received(page.entries.map((entry) => entry.message));
    const name = environment.ids.next(nowMs);
    this.keep(keyOf(channel, systemId), name, page.position);
    return { messages, name };
  }

  /**
   * Moves the cursor behind the first `count` messages of a page, behind all of it where left out; false where the page
   * is not known (any more).
   */
  async advance(
    channel: BaseChannel,
    caller: Caller,
    { name, count }: { readonly name: string; readonly count: number | undefined },
  ): Promise<boolean> {
    channel.ensure('sharable', 'peek');
    await channel.authorize(caller, 'read');
    const systemId = systemIdOf(caller);
    const pages = this.positions.get(keyOf(channel, systemId));
    if (pages?.has(name) !== true) return false;
    await channel.active().log.advance(systemId, pages.get(name), count);
    return true;
  }

  private keep(key: string, name: string, position: unknown): void {
    const pages = this.positions.get(key) ?? new Map<string, unknown>();
    this.positions.delete(key);
    this.positions.set(key, pages.set(name, position));
    forgetFirst(pages, PAGES);
    forgetFirst(this.positions, READERS);
  }
}

function keyOf({ id }: BaseChannel, systemId: string): string {
  return JSON.stringify([id, systemId]);
}

function forgetFirst(map: Map<string, unknown>, most: number): void {
  for (const key of map.keys()) {
    if (map.size <= most) return;
    map.delete(key);
  }
}
