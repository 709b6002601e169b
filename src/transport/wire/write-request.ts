import type { JsonValue } from '../../model/json';
import {
  fieldsOf,
  flagOf,
  numberOf,
  queryFields,
  spanMsOf,
  textOf,
  wrong,
  type Fields,
} from './fields';
import { unwrapGeneric } from './message-codec';
import { toMs } from './time';

/** What goes with content that is written. */
export interface WriteTerms {
  readonly id?: string;
  readonly recipientId?: string;
  readonly correlationId?: string;
  readonly replyTo?: string;
  readonly delayMs?: number;
  readonly metadata?: Readonly<Record<string, unknown>>;
}

/** The query of `PUT /channels/{id}`, with the id that `Idempotency-Key` says. */
export interface WriteRequest {
  /** Whether the body is a whole message. */
  readonly direct: boolean;
  readonly terms: WriteTerms | undefined;
}

/** A message as a caller sends it; what is absent the server fills in. */
export interface MessageDraft extends WriteTerms {
  readonly timestampMs?: number;
  readonly senderId?: string;
  readonly content: unknown;
}

/** @throws HOLON_INVALID_REQUEST */
export function decodeWriteRequest(
  query: ReadonlyMap<string, string>,
  idempotencyKey: string | undefined,
): WriteRequest {
  if (query.size === 0) {
    return {
      direct: false,
      terms: idempotencyKey === undefined ? undefined : { id: idempotencyKey },
    };
  }
  const fields = queryFields(query);
  const terms = {
    ...termsOf(fields),
    ...(idempotencyKey === undefined ? {} : { id: idempotencyKey }),
  };
  const direct = flagOf(fields, 'direct');
  if (direct && Object.keys(terms).some((name) => name !== 'id')) {
    throw wrong('A message written with direct=true says everything itself; leave out the query');
  }
  return { direct, terms };
}

/** @param generic whether the channel has no content type @throws HOLON_INVALID_REQUEST */
export function decodeMessageDraft(
  body: unknown,
  generic: boolean,
  idempotencyKey: string | undefined,
): MessageDraft {
  const fields = fieldsOf(body, 'A message');
  const id = textOf(fields, 'id') ?? idempotencyKey;
  if (idempotencyKey !== undefined && id !== idempotencyKey) {
    throw wrong('Idempotency-Key and the id of the message differ');
  }
  const timestamp = numberOf(fields, 'timestamp');
  const senderId = textOf(fields, 'sender_id');
  return {
    ...termsOf(fields),
    ...metadataOf(fields),
    ...(id === undefined ? {} : { id }),
    ...(timestamp === undefined ? {} : { timestampMs: toMs(timestamp) }),
    ...(senderId === undefined ? {} : { senderId }),
    content: contentOf(body, 'content', generic),
  };
}

/** The body of `POST /channels/{id}/messages`. @throws HOLON_INVALID_REQUEST */
export function decodeBatch(
  body: unknown,
  mostMessages: number,
): readonly { readonly data: unknown; readonly terms: WriteTerms }[] {
  const list = fieldsOf(body).get('messages');
  if (!Array.isArray(list) || list.length === 0) {
    throw wrong('messages must be an array of at least one message');
  }
  if (list.length > mostMessages) {
    throw wrong(`messages must be at most ${String(mostMessages)}`);
  }
  return list.map((item: unknown, index) => {
    const fields = fieldsOf(item, `messages[${String(index)}]`);
    const id = textOf(fields, 'id');
    const terms = {
      ...termsOf(fields),
      ...metadataOf(fields),
      ...(id === undefined ? {} : { id }),
    };
    return { data: contentOf(item, 'data', false), terms };
  });
}

function termsOf(fields: Fields): WriteTerms {
  const recipientId = textOf(fields, 'recipient_id');
  const correlationId = textOf(fields, 'correlation_id');
  const replyTo = textOf(fields, 'reply_to');
  const delayMs = spanMsOf(fields, 'delay');
  return {
    ...(recipientId === undefined ? {} : { recipientId }),
    ...(correlationId === undefined ? {} : { correlationId }),
    ...(replyTo === undefined ? {} : { replyTo }),
    ...(delayMs === undefined ? {} : { delayMs }),
  };
}

function metadataOf(fields: Fields): Pick<WriteTerms, 'metadata'> {
  const metadata = fields.get('metadata');
  if (metadata === undefined) return {};
  if (typeof metadata === 'object' && !Array.isArray(metadata)) {
    return { metadata: metadata as Readonly<Record<string, JsonValue>> }; // a parsed object that is no array
  }
  throw wrong('metadata must be an object');
}

/** Unlike other fields content may be null. */
function contentOf(body: unknown, name: string, generic: boolean): unknown {
  const content: unknown = (body as Readonly<Record<string, unknown>>)[name]; // fieldsOf has seen an object
  if (content === undefined) throw wrong(`${name} is missing`);
  return generic ? unwrapGeneric(content) : content;
}
