import type { ChannelHost, DeadMessage } from '../../channels/channel-handle';
import { checkCount, checkIds, checkLimit, checkSpan } from '../../channels/check-arguments';
import { HolonError } from '../../errors/holon-error';
import type { ClearFilter, LogStats } from '../../stores/channel-store';
import { decodeDead, decodeIds, decodeRemoved, decodeStats } from '../wire/decode-answers';
import { encodeClear, encodeEvict, encodeIds } from '../wire/encode-requests';
import { toChannel, toKnownChannel, type RemoteLink } from './remote-link';
import type { Reply } from './requester';

const DEAD_LIMIT = 100;

/** The host operations of a channel in another process. What changes something is not repeated by itself. */
export class RemoteHost implements ChannelHost {
  constructor(private readonly link: RemoteLink) {}

  async clear(filter: ClearFilter = {}): Promise<number> {
    return decodeRemoved((await this.post('/clear', encodeClear(filter))).body);
  }

  async evict(
    options: { readonly beforeMs?: number; readonly maxCount?: number } = {},
  ): Promise<number> {
    const { beforeMs, maxCount } = options;
    if (beforeMs === undefined && maxCount === undefined) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', 'evict needs beforeMs or maxCount');
    }
    if (beforeMs !== undefined) checkSpan(beforeMs, 'beforeMs', 'evict');
    if (maxCount !== undefined) checkCount(maxCount, 'maxCount', 'evict');
    return decodeRemoved((await this.post('/evict', encodeEvict(beforeMs, maxCount))).body);
  }

  async remove(ids: readonly string[]): Promise<readonly string[]> {
    return decodeIds((await this.post('/remove', encodeIds(checkIds(ids, 'remove')))).body);
  }

  async redrive(ids: readonly string[]): Promise<readonly string[]> {
    return decodeIds((await this.post('/redrive', encodeIds(checkIds(ids, 'redrive')))).body);
  }

  async dead(options: { readonly limit?: number } = {}): Promise<readonly DeadMessage[]> {
    const limit = options.limit === undefined ? DEAD_LIMIT : checkLimit(options.limit, 'dead');
    const { body, form } = await this.get('/dead', { limit });
    return decodeDead(body, form);
  }

  async stats(): Promise<LogStats> {
    return decodeStats((await this.get('/stats')).body);
  }

  private get(path: string, query: Readonly<Record<string, number>> = {}): Promise<Reply> {
    const request = { method: 'GET', path, query, repeatable: true } as const;
    return this.link.requester.send(toKnownChannel(this.link, request));
  }

  private post(path: string, body: string): Promise<Reply> {
    const request = { method: 'POST', path, body, repeatable: false } as const;
    return this.link.requester.send(toChannel(this.link, request));
  }
}
