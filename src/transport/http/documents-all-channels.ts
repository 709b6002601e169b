import { WIRE_ANSWERS, WIRE_BODIES } from '../wire/wire-requests';
import { listOf, record, wireRef, type WireSchema } from '../wire/wire-schemas';
import {
  jsonContent,
  openApiOperation,
  type OperationFacts,
  type Part,
} from './documents-operation';
import type { DocumentedChannel } from './documents-parts';

export const CHANNELS_TAG = 'all channels';

type Facts = Pick<OperationFacts, 'right' | 'summary'> & Partial<OperationFacts>;

/** The operations that are the same for every channel that has them, by path and method. */
export function sharedPaths(
  channels: readonly DocumentedChannel[],
): Readonly<Record<string, Part>> {
  const claimable = channels.filter(({ isClaimable }) => isClaimable);
  const discovering = channels.filter(({ info }) => info.kind === 'discovery');
  const { acknowledged, nacked, extended, messageIds, removed } = WIRE_ANSWERS;
  const messages = record({ messages: listOf(wireRef('Message')) });
  const registrations = record(
    {
      registrations: listOf(wireRef('Registration')),
      next: {
        type: 'integer',
        minimum: 0,
        description: 'Where more are left: what to ask for as `after` next',
      },
    },
    ['next'],
  );
  return {
    ...path(channels, 'get', 'info', wireRef('ChannelInfo'), {
      summary: 'What the channel is',
      right: 'any',
      problems: [404],
    }),
    // Who holds a claim may finish it, also while the app drains.
    ...path(claimable, 'post', 'acknowledge', acknowledged, {
      summary: 'Finish claims',
      right: 'read',
      body: { schema: WIRE_BODIES.acknowledge },
    }),
    ...path(claimable, 'post', 'nack', nacked, {
      summary: 'Give claims back',
      right: 'read',
      body: { schema: WIRE_BODIES.nack },
    }),
    ...path(claimable, 'post', 'extend', extended, {
      summary: 'Keep claims longer',
      right: 'read',
      body: { schema: WIRE_BODIES.extend },
    }),
    ...path(discovering, 'get', 'registrations', registrations, {
      summary: 'What is registered now',
      right: 'read',
      parameters: ['afterRegistration'],
    }),
    ...path(channels, 'get', 'stats', wireRef('Stats'), {
      summary: 'How much there is',
      right: 'admin',
    }),
    ...path(channels, 'get', 'dead', messages, {
      summary: 'Messages that were given up',
      right: 'admin',
      parameters: ['limitDead'],
    }),
    ...path(channels, 'post', 'redrive', messageIds, {
      summary: 'Put dead messages back',
      right: 'admin',
      body: { schema: WIRE_BODIES.messageIds },
    }),
    ...path(channels, 'post', 'remove', messageIds, {
      summary: 'Remove messages',
      right: 'admin',
      body: { schema: WIRE_BODIES.messageIds },
    }),
    ...path(channels, 'post', 'clear', removed, {
      summary: 'Remove the messages that fit all fields given',
      right: 'admin',
      body: { schema: WIRE_BODIES.clear, required: false },
    }),
    ...path(channels, 'post', 'evict', removed, {
      summary: 'Remove the oldest messages',
      right: 'admin',
      body: { schema: WIRE_BODIES.evict },
    }),
  };
}

/** Nothing where no channel has the operation. */
function path(
  channels: readonly DocumentedChannel[],
  method: 'get' | 'post',
  verb: string,
  answer: WireSchema,
  facts: Facts,
): Readonly<Record<string, Part>> {
  if (channels.length === 0) return {};
  const ids = channels.map(({ info }) => info.id);
  return {
    [`/channels/{id}/${verb}`]: {
      parameters: [
        { name: 'id', in: 'path', required: true, schema: { type: 'string', enum: ids } },
      ],
      [method]: openApiOperation({
        id: `channels.${verb}`,
        tag: CHANNELS_TAG,
        isGuarded: channels.every(({ isGuarded }) => isGuarded),
        answer: { description: 'Done', content: jsonContent(answer) },
        ...facts,
      }),
    },
  };
}
