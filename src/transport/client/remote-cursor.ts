import type { ReadOptions } from '../../channels/channel-handle';
import { isHolonError } from '../../errors/holon-error';
import type { ChannelMessage } from '../../model/channel-message';
import { isTimeOrderedId } from '../../util/id-source';
import { decodeMessages } from '../wire/decode-answers';
import { encodeRead } from '../wire/encode-requests';
import { toKnownChannel, type RemoteLink } from './remote-link';
import type { WireRequest } from './wire-request';

/**
 * Reads by the reader's cursor at the server. The cursor has moved when the answer is on its way, so that an answer
 * that is lost takes a page with it: from then on it is read behind the last message that did arrive. In the first read
 * of a client there is none; that read fails, and what it passed can be had with `after`.
 */
export class RemoteCursor {
  private lastId: string | undefined;
  private isUncertain = false;

  constructor(private readonly link: RemoteLink) {}

  async read(
    options: ReadOptions & { readonly limit: number },
  ): Promise<readonly ChannelMessage[]> {
    const resumed = this.isUncertain && options.after === undefined ? this.lastId : undefined;
    try {
      return await this.ask({ ...options, ...(resumed === undefined ? {} : { after: resumed }) });
    } catch (error) {
      const isOwn = options.after === undefined && this.lastId !== undefined;
      if (!isOwn || !isHolonError(error, 'HOLON_MESSAGE_NOT_FOUND')) throw error;
      // It is another log by now, and its cursor has nothing to make up for.
      this.lastId = undefined;
      return this.ask(options);
    }
  }

  private async ask(
    options: ReadOptions & { readonly limit: number },
  ): Promise<readonly ChannelMessage[]> {
    const { body, form } = await this.link.requester.send(this.request(options));
    const messages = decodeMessages(body, form);
    this.isUncertain = false;
    this.remember(messages.at(-1)?.id);
    return messages;
  }

  private request(options: ReadOptions & { readonly limit: number }): WireRequest {
    return {
      ...toKnownChannel(this.link, { method: 'GET', repeatable: options.after !== undefined }),
      query: encodeRead(options),
      whenUnknown: () => {
        this.isUncertain = true;
        const after = options.after ?? this.lastId;
        return this.request(after === undefined ? options : { ...options, after });
      },
    };
  }

  /** What was released behind the cursor comes again with an old id; that is no place to go on from. */
  private remember(id: string | undefined): void {
    if (id === undefined) return;
    const { lastId } = this;
    const isOlder =
      lastId !== undefined && isTimeOrderedId(id) && isTimeOrderedId(lastId) && id < lastId;
    if (!isOlder) this.lastId = id;
  }
}
