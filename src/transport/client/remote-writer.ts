import type { WriteHandle, WriteOptions, WriteReceipt } from '../../channels/channel-handle';
import { checkId, checkSpan } from '../../channels/check-arguments';
import { checkWriteOptions, copyJson, copyMetadata } from '../../channels/check-write-options';
import { HolonError, isHolonError } from '../../errors/holon-error';
import { createMessage, type ChannelMessage } from '../../model/channel-message';
import type { JsonValue } from '../../model/json';
import { garbage } from '../wire/answer-shapes';
import { decodeReceipt, decodeReceipts } from '../wire/decode-answers';
import { encodeBatch, encodeDirect, encodeWrite } from '../wire/encode-requests';
import { toChannel, toKnownChannel, type RemoteLink } from './remote-link';

/** Ids that may stand in a header. */
const HEADER_SAFE = /^[!-~]+$/;

/** Writes to a channel in another process: the id is made here, so that a repeated write is stored once. */
export class RemoteWriter implements WriteHandle {
  private readonly place: string;

  constructor(private readonly link: RemoteLink) {
    this.place = `write to channel '${link.channelId}'`;
  }

  async write(content: unknown, options: WriteOptions = {}): Promise<WriteReceipt> {
    checkWriteOptions(options, this.place);
    const { ids, clock } = this.link.caller;
    const id = options.id ?? ids.next(clock.nowMs());
    const json = copyJson(content, 'content', this.place);
    const metadata =
      options.metadata === undefined ? undefined : copyMetadata(options.metadata, this.place);
    const receipt =
      metadata === undefined && HEADER_SAFE.test(id)
        ? await this.put(json, id, options)
        : await this.batch(json, id, metadata === undefined ? options : { ...options, metadata });
    // Nobody else can have used an id that was made for this write.
    return options.id === undefined ? { id: receipt.id, duplicate: false } : receipt;
  }

  async writeMessage(message: ChannelMessage): Promise<WriteReceipt> {
    const { place } = this;
    if (typeof message !== 'object' || message === null) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: the message must be an object`);
    }
    checkId(message.id, 'id', place);
    checkId(message.senderId, 'senderId', place);
    checkSpan(message.timestampMs, 'timestampMs', place);
    const { correlationId, replyTo, recipientId } = message;
    checkWriteOptions(
      {
        ...(correlationId === undefined ? {} : { correlationId }),
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(recipientId === undefined ? {} : { recipientId }),
      },
      place,
    );
    const whole = createMessage({
      ...message,
      content: copyJson(message.content, 'content', place),
      metadata: copyMetadata(message.metadata, place),
    });
    const { body } = await this.link.requester.send(
      toKnownChannel(this.link, {
        method: 'PUT',
        query: { direct: true },
        body: (generic) => encodeDirect(whole, generic),
        repeatable: true,
      }),
    );
    return decodeReceipt(body);
  }

  private async put(content: JsonValue, id: string, options: WriteOptions): Promise<WriteReceipt> {
    const { body } = await this.link.requester.send(
      toChannel(this.link, {
        method: 'PUT',
        query: encodeWrite(options),
        headers: { 'Idempotency-Key': id },
        body: JSON.stringify(content),
        repeatable: true,
      }),
    );
    return decodeReceipt(body);
  }

  /** For what a `PUT` cannot say. */
  private async batch(
    content: JsonValue,
    id: string,
    options: WriteOptions,
  ): Promise<WriteReceipt> {
    const request = {
      method: 'POST',
      path: '/messages',
      body: encodeBatch(content, id, options),
      repeatable: true,
    } as const;
    try {
      const { body } = await this.link.requester.send(toChannel(this.link, request));
      const [receipt] = decodeReceipts(body);
      if (receipt === undefined) throw garbage('a batch without a result');
      return receipt;
    } catch (error) {
      throw isHolonError(error) ? ofTheOnly(error) : error;
    }
  }
}

/** The error of the only message of a batch, without the place it has in the batch. */
function ofTheOnly(error: HolonError): HolonError {
  const withoutPlace = (text: string): string => text.replace(/^messages\[0\](?:\.data)?: /, '');
  const { code, message, hint, fields, cause } = error;
  return new HolonError(code, withoutPlace(message), {
    hint,
    cause,
    fields: fields?.map(withoutPlace),
  });
}
