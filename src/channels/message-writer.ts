import {
  createContentValidator,
  type ContentCheck,
  type ContentValidator,
} from '../content/content-validator';
import { HolonError } from '../errors/holon-error';
import { createMessage, type ChannelMessage } from '../model/channel-message';
import type { Eventually, JsonValue } from '../model/json';
import type { AppendOptions, StoredMessage } from '../stores/channel-store';
import { isPending } from '../util/eventually';
import type { ChannelEnvironment } from './channel-environment';
import type { PreparedWrite, WriteOptions } from './channel-handle';
import type { ChannelSettings } from './channel-options';
import { checkId, checkSpan } from './check-arguments';
import { checkWriteOptions, copyJson, copyMetadata } from './check-write-options';

const NO_APPEND_OPTIONS: AppendOptions = Object.freeze({});

/** What a kind of channel makes of what is written to it, before that is checked. */
export interface Intake {
  readonly content: unknown;
  /** What the store must know beside the message. */
  readonly append?: AppendOptions;
}

/** Undefined leaves the content out. */
export type TakeIn = (senderId: string, content: unknown) => Eventually<Intake | undefined>;

/** Turns what a user writes into the message that is stored: content checked and copied, id and time given. */
export class MessageWriter {
  private readonly validator: ContentValidator | undefined;
  private readonly place: string;

  constructor(
    private readonly settings: ChannelSettings,
    private readonly environment: ChannelEnvironment,
    private readonly intake: TakeIn | undefined,
  ) {
    this.validator = createContentValidator(settings.content);
    this.place = `write to channel '${settings.id}'`;
  }

  /** @throws HOLON_INVALID_CONTENT, HOLON_NOT_SERIALISABLE, HOLON_INVALID_ARGUMENT */
  message(
    senderId: string,
    content: unknown,
    options: WriteOptions | undefined,
    nowMs: number,
  ): Eventually<StoredMessage> {
    checkId(senderId, 'systemId', this.place);
    if (options !== undefined) checkWriteOptions(options, this.place);
    const checked = this.check(content);
    if (isPending(checked)) {
      return checked.then((json) => this.build(senderId, json, options, nowMs));
    }
    return this.build(senderId, checked, options, nowMs);
  }

  /** What is to be stored of `content`; undefined where the channel leaves it out. @throws as `message` does */
  async prepare(
    senderId: string,
    content: unknown,
    options: WriteOptions | undefined,
  ): Promise<PreparedWrite | undefined> {
    const taken = await this.takeIn(senderId, content);
    if (taken === undefined) return undefined;
    const nowMs = this.environment.clock.nowMs();
    const message = await this.message(senderId, taken.content, options, nowMs);
    return { message, append: { ...this.appendOptions(options, nowMs), ...taken.append } };
  }

  /** The same of a message whose id, time and the rest stay as they are. @throws HOLON_SENDER_MISMATCH */
  async prepareMessage(
    senderId: string,
    message: ChannelMessage,
  ): Promise<PreparedWrite | undefined> {
    if (typeof message !== 'object' || message === null) {
      throw new HolonError(
        'HOLON_INVALID_ARGUMENT',
        `${this.place}: the message must be an object`,
      );
    }
    const { id, timestampMs, correlationId, replyTo, recipientId } = message;
    if (message.senderId !== senderId) {
      throw new HolonError(
        'HOLON_SENDER_MISMATCH',
        `${this.place}: system '${senderId}' cannot write a message of sender '${message.senderId}'`,
      );
    }
    checkId(senderId, 'systemId', this.place);
    checkId(id, 'id', this.place);
    checkSpan(timestampMs, 'timestampMs', this.place);
    checkWriteOptions(
      {
        ...(correlationId === undefined ? {} : { correlationId }),
        ...(replyTo === undefined ? {} : { replyTo }),
        ...(recipientId === undefined ? {} : { recipientId }),
      },
      this.place,
    );
    const metadata = copyMetadata(message.metadata, this.place);
    const taken = await this.takeIn(senderId, message.content);
    if (taken === undefined) return undefined;
    const content = await this.check(taken.content);
    return {
      message: createMessage({ ...message, content, metadata }),
      append: taken.append ?? NO_APPEND_OPTIONS,
    };
  }

  /** What the store must know beside the message. */
  appendOptions(options: WriteOptions | undefined, nowMs: number): AppendOptions {
    const delayMs = options?.delayMs;
    if (delayMs === undefined || delayMs === 0) return NO_APPEND_OPTIONS;
    return { visibleAtMs: nowMs + delayMs };
  }

  private takeIn(senderId: string, content: unknown): Eventually<Intake | undefined> {
    return this.intake === undefined ? { content } : this.intake(senderId, content);
  }

  private build(
    senderId: string,
    content: JsonValue,
    options: WriteOptions | undefined,
    nowMs: number,
  ): StoredMessage {
    return createMessage({
      id: options?.id ?? this.environment.ids.next(nowMs),
      timestampMs: nowMs,
      senderId,
      content,
      metadata:
        options?.metadata === undefined ? undefined : copyMetadata(options.metadata, this.place),
      correlationId: options?.correlationId,
      replyTo: options?.replyTo,
      recipientId: options?.recipientId,
    });
  }

  /** A snapshot first, so that what is checked is what is stored, whatever the writer does meanwhile. */
  private check(content: unknown): Eventually<JsonValue> {
    const json = copyJson(content, 'content', this.place);
    if (this.validator === undefined) return json;
    const checked = this.validator.validate(json);
    if (isPending(checked)) return checked.then((late) => this.accept(late, json));
    return this.accept(checked, json);
  }

  private accept(checked: ContentCheck, json: JsonValue): JsonValue {
    // A Standard Schema may answer with another value than it was given.
    if ('value' in checked)
      return checked.value === json ? json : copyJson(checked.value, 'content', this.place);
    const fields = checked.issues;
    throw new HolonError(
      'HOLON_INVALID_CONTENT',
      `${this.place}: the content is no ${this.validator?.name ?? 'valid content'}: ${fields.join('; ')}`,
      { fields },
    );
  }
}
