import type { JsonValue } from '../../model/json';
import { listOf, record, type WireSchema } from './wire-schemas';

const id: WireSchema = { type: 'string', minLength: 1, maxLength: 256 };
const ids: WireSchema = listOf(id);
const seconds: WireSchema = { type: 'number', minimum: 0 };
const optionalId: WireSchema = { ...id, type: ['string', 'null'] };
const optionalSeconds: WireSchema = { ...seconds, type: ['number', 'null'] };

/** Limits of a server that requests are kept to. */
export interface RequestLimits {
  readonly readMessages: number;
  readonly batchMessages: number;
  readonly waitMs: number;
}

/** A parameter as OpenAPI writes it. */
type Parameter = Readonly<Record<string, JsonValue>>;

const query = (name: string, description: string, schema: WireSchema): Parameter => ({
  name,
  in: 'query',
  description,
  schema,
});

const header = (name: string, description: string): Parameter => ({
  name,
  in: 'header',
  description,
  schema: { type: 'string' },
});

/** Every parameter of docs/reference/wire.md, by the name under which documents refer to it. */
export function wireParameters(limits: RequestLimits): Readonly<Record<ParameterName, Parameter>> {
  const limit = { type: 'integer', minimum: 1, maximum: limits.readMessages };
  const from = (byDefault: Readonly<Record<string, string>>): WireSchema => ({
    type: 'string',
    enum: ['start', 'now'],
    ...byDefault,
  });
  return {
    limit: query('limit', 'Most messages', { ...limit, default: 10 }),
    limitDead: query('limit', 'Most messages', { ...limit, default: 100 }),
    after: query('after', 'Continue behind this message, and move the cursor there', id),
    afterRegistration: query('after', '`next` of the answer before', {
      type: 'integer',
      minimum: 0,
    }),
    exclusive: query('exclusive', 'Claim the messages', { type: 'boolean', default: false }),
    exclusiveOnly: {
      ...query('exclusive', 'This channel is only claimed from', { type: 'boolean', enum: [true] }),
      required: true,
    },
    wait: query('wait', 'Seconds to wait for a message when there is none', {
      ...seconds,
      maximum: limits.waitMs / 1_000,
    }),
    from: query('from', 'Where a reader without a cursor begins', from({})),
    fromLive: query('from', 'Where the stream begins', from({ default: 'now' })),
    claimTimeout: query('timeout', 'Seconds until the claims end by themselves', seconds),
    callTimeout: query('timeout', 'Seconds to wait for the result', {
      type: 'number',
      exclusiveMinimum: 0,
    }),
    direct: query('direct', 'The body is a whole message; the query says nothing else then', {
      type: 'boolean',
      default: false,
    }),
    recipientId: query('recipient_id', 'The system it is for', id),
    correlationId: query('correlation_id', 'What it belongs to', id),
    replyTo: query('reply_to', 'Where an answer is expected', id),
    delay: query('delay', 'Seconds before it can be claimed', seconds),
    idempotencyKey: header('Idempotency-Key', 'The id of the message: the same twice stores once'),
    lastEventId: header(
      'Last-Event-ID',
      'The last event that arrived: the stream goes on behind it',
    ),
  };
}

export type ParameterName =
  | 'limit'
  | 'limitDead'
  | 'after'
  | 'afterRegistration'
  | 'exclusive'
  | 'exclusiveOnly'
  | 'wait'
  | 'from'
  | 'fromLive'
  | 'claimTimeout'
  | 'callTimeout'
  | 'direct'
  | 'recipientId'
  | 'correlationId'
  | 'replyTo'
  | 'delay'
  | 'idempotencyKey'
  | 'lastEventId';

const settlement = {
  message_ids: ids,
  claim_tokens: {
    type: ['array', 'null'],
    items: { type: ['string', 'number', 'null'] },
    description: 'Of the claims, one for each id',
  },
} as const satisfies Readonly<Record<string, WireSchema>>;

/** The bodies of requests that do not depend on a content type. Absent and null are the same. */
export const WIRE_BODIES = {
  acknowledge: record(settlement, ['claim_tokens']),
  nack: record(
    {
      ...settlement,
      delay: { ...optionalSeconds, description: 'Seconds before they can be claimed again' },
      reason: { type: ['string', 'null'], description: 'Kept with a message that is dead' },
      release: {
        type: ['boolean', 'null'],
        description: 'As if they had not been claimed; goes without delay and reason',
      },
    },
    ['claim_tokens', 'delay', 'reason', 'release'],
  ),
  extend: record(
    {
      ...settlement,
      timeout: { ...optionalSeconds, description: 'Seconds from now until the claims end' },
    },
    ['claim_tokens', 'timeout'],
  ),
  messageIds: record({ message_ids: ids }),
  clear: {
    ...record(
      {
        all: { type: 'boolean', description: 'Everything, where no id is given' },
        sender_id: optionalId,
        recipient_id: optionalId,
        correlation_id: optionalId,
      },
      ['all', 'sender_id', 'recipient_id', 'correlation_id'],
    ),
    anyOf: [
      { required: ['all'], properties: { all: { const: true } } },
      ...['sender_id', 'recipient_id', 'correlation_id'].map((name) => ({
        required: [name],
        properties: { [name]: { type: 'string' } },
      })),
    ],
  },
  evict: {
    ...record(
      {
        before: { type: 'number', minimum: 0, description: 'Seconds since 1970' },
        max_count: { type: 'integer', minimum: 0, description: 'How many may stay' },
      },
      ['before', 'max_count'],
    ),
    minProperties: 1,
  },
} as const satisfies Readonly<Record<string, WireSchema>>;

/** The body of a batch. @param data what the channel takes */
export function batchBody(data: WireSchema, limits: RequestLimits): WireSchema {
  const message = record(
    {
      data,
      id: optionalId,
      metadata: { type: ['object', 'null'] },
      recipient_id: optionalId,
      correlation_id: optionalId,
      reply_to: optionalId,
      delay: optionalSeconds,
    },
    ['id', 'metadata', 'recipient_id', 'correlation_id', 'reply_to', 'delay'],
  );
  const messages = { ...listOf(message), minItems: 1, maxItems: limits.batchMessages };
  return record({ messages });
}

/** The body of a look that moves no cursor. */
export function peekBody(limits: RequestLimits): WireSchema {
  return record(
    {
      limit: { type: 'integer', minimum: 0, maximum: limits.readMessages },
      wait: { ...seconds, maximum: limits.waitMs / 1_000 },
      after: { ...id, description: 'Look behind this message' },
      from: { type: 'string', enum: ['start', 'now'] },
      done: {
        ...record({ position: { type: 'string' }, count: { type: 'integer', minimum: 0 } }, [
          'count',
        ]),
        description: 'Moves the cursor first, behind so many messages of an earlier page, or all',
      },
    },
    ['limit', 'wait', 'after', 'from', 'done'],
  );
}

/** What requests are answered with beside `WIRE_SCHEMAS`. */
export const WIRE_ANSWERS = {
  acknowledged: settled('acknowledged'),
  nacked: settled('nacked'),
  extended: settled('extended', {
    expires_at: {
      type: ['number', 'null'],
      description: 'When the claims end, seconds since 1970',
    },
  }),
  batched: record({
    results: listOf(record({ item_id: { type: 'string' }, duplicate: { type: 'boolean' } })),
  }),
  messageIds: record({ status: { type: 'string' }, message_ids: listOf({ type: 'string' }) }),
  removed: record({ status: { type: 'string' }, removed: { type: 'integer', minimum: 0 } }),
} as const satisfies Readonly<Record<string, WireSchema>>;

function settled(verb: string, more: Readonly<Record<string, WireSchema>> = {}): WireSchema {
  return record({
    status: { type: 'string', enum: ['ok'] },
    [verb]: { type: 'integer', minimum: 0 },
    refused: { ...listOf({ type: 'string' }), description: 'Ids whose claim is lost' },
    ...more,
  });
}
