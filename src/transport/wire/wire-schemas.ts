import type { JsonValue } from '../../model/json';
import { ROLES } from '../../model/channel-security';

/** A JSON Schema, within what 2020-12 and draft-07 have in common. */
export type WireSchema = Readonly<Record<string, JsonValue>>;

const REFERENCE = '#/components/schemas/';

/** Points at one of `WIRE_SCHEMAS`. */
export function wireRef(name: keyof typeof WIRE_SCHEMAS): WireSchema {
  return { $ref: `${REFERENCE}${name}` };
}

const text = (description?: string): WireSchema => ({
  type: 'string',
  ...(description === undefined ? {} : { description }),
});
const textOrNull: WireSchema = { type: ['string', 'null'] };
const count: WireSchema = { type: 'integer', minimum: 0 };
const time: WireSchema = { type: 'number', description: 'Seconds since 1970' };
const anyObject: WireSchema = { type: 'object' };

/** An object that may have more fields than those named. @param optional names that may be absent */
export function record(
  properties: Readonly<Record<string, WireSchema>>,
  optional: readonly string[] = [],
): WireSchema {
  const required = Object.keys(properties).filter((name) => !optional.includes(name));
  return { type: 'object', properties, ...(required.length > 0 && { required }) };
}

export function listOf(items: WireSchema): WireSchema {
  return { type: 'array', items };
}

/** The shapes of docs/reference/wire.md that do not depend on the app. */
export const WIRE_SCHEMAS = {
  Message: record(
    {
      id: text('Time-ordered'),
      timestamp: time,
      sender_id: text(),
      content: {},
      metadata: anyObject,
      correlation_id: textOrNull,
      reply_to: textOrNull,
      recipient_id: textOrNull,
      attempt: { type: 'integer', minimum: 1, description: 'Of claimed and dead messages' },
      expires_at: { ...time, description: 'Of claimed messages: when the claim ends' },
      expires_in: {
        type: 'number',
        description: 'Of claimed messages: seconds until the claim ends',
      },
      claim_token: {
        type: ['string', 'number'],
        description: 'Of claimed messages: tells this claim from a later one',
      },
      reason: { ...textOrNull, description: 'Of dead messages: why the last attempt failed' },
    },
    ['attempt', 'expires_at', 'expires_in', 'claim_token', 'reason'],
  ),
  ChannelInfo: record(
    {
      id: text(),
      name: text(),
      description: text(),
      visibility: { type: 'string', enum: ['public', 'private'] },
      period: { type: ['number', 'null'], description: 'Seconds between two pulls' },
      kind: text(),
      generic: {
        type: 'boolean',
        description: 'Whether it has no content type; not known of what is registered',
      },
    },
    ['generic'],
  ),
  Service: record({
    name: text(),
    description: text(),
    parameters: { ...anyObject, description: 'The JSON Schema of the input' },
    output: { ...anyObject, description: 'The JSON Schema of the result' },
    read_only: { type: 'boolean' },
    idempotent: { type: 'boolean' },
    timeout: { type: ['number', 'null'], description: 'Seconds a call may take' },
  }),
  ServiceDescriptor: record({
    system_id: text(),
    system_name: text(),
    description: text(),
    services: listOf({ $ref: `${REFERENCE}Service` }),
    channels_read: listOf(text()),
    channels_write: listOf(text()),
  }),
  Registration: record(
    {
      info: { $ref: `${REFERENCE}ChannelInfo` },
      descriptor: { $ref: `${REFERENCE}ServiceDescriptor` },
      expires_at: time,
      url: { ...textOrNull, description: 'Where the app that offers it answers' },
    },
    ['info', 'descriptor', 'url'],
  ),
  Stats: record({
    count,
    pending: count,
    claimed: count,
    acknowledged: count,
    dead: count,
    oldest: { type: ['number', 'null'], description: 'Seconds since 1970' },
    readers: {
      type: 'object',
      additionalProperties: record({ lag: count, missed: count }),
    },
  }),
  Written: record({
    status: { type: 'string', enum: ['accepted'] },
    item_id: text('The id of the message'),
    duplicate: { type: 'boolean', description: 'Whether it was there already' },
  }),
  Problem: record(
    {
      detail: text(),
      code: { type: 'string', pattern: '^HOLON_[A-Z_]+$' },
      hint: text('The cure'),
      retryable: { type: 'boolean' },
      type: text(),
      title: text(),
      status: { type: 'integer' },
      fields: { ...listOf(text()), description: 'What is wrong with invalid content, by field' },
    },
    ['fields'],
  ),
  Health: record({ status: text() }),
} as const satisfies Readonly<Record<string, WireSchema>>;

/** What tokens say, for descriptions. */
export const ROLE_NAMES = ROLES.join(' < ');
