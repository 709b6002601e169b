import { batchBody, peekBody, WIRE_ANSWERS, type RequestLimits } from '../wire/wire-requests';
import { listOf, record, wireRef } from '../wire/wire-schemas';
import { jsonContent, openApiOperation, type Part } from './documents-operation';
import type { DocumentedChannel } from './documents-parts';

/** The operations of one channel that its content type is seen in, by path and method. */
export function channelPaths(
  channel: DocumentedChannel,
  limits: RequestLimits,
): Readonly<Record<string, Part>> {
  const at = `/channels/${encodeURIComponent(channel.info.id)}`;
  return {
    [at]: { get: reading(channel), put: writing(channel) },
    [`${at}/messages`]: { post: writingMany(channel, limits) },
    ...(channel.isSharable && {
      [`${at}/events`]: { get: streaming(channel) },
      [`${at}/peek`]: { post: peeking(channel, limits) },
    }),
  };
}

/** The tag of a channel's operations. */
export function channelTag(id: string): string {
  return `channel ${id}`;
}

function reading(channel: DocumentedChannel): Part {
  const { isClaimable, isSharable, message } = channel;
  return openApiOperation({
    ...names(channel, 'read'),
    summary: isSharable ? 'Read messages' : 'Claim messages',
    description: isSharable
      ? 'The next messages for this reader, by a cursor of its own.'
      : 'Each message goes to one worker.',
    right: 'read',
    parameters: [
      'limit',
      ...(isSharable ? (['after', 'from'] as const) : []),
      ...(isClaimable ? [isSharable ? ('exclusive' as const) : ('exclusiveOnly' as const)] : []),
      'wait',
      ...(isClaimable ? (['claimTimeout'] as const) : []),
    ],
    answer: {
      description: 'Messages, none where there are none',
      content: jsonContent(record({ messages: listOf(message) })),
    },
  });
}

function writing(channel: DocumentedChannel): Part {
  return openApiOperation({
    ...names(channel, 'write'),
    summary: 'Write a message',
    right: 'write',
    parameters: ['direct', 'recipientId', 'correlationId', 'replyTo', 'delay', 'idempotencyKey'],
    body: { schema: channel.data },
    answer: { description: 'It is stored', content: jsonContent(wireRef('Written')) },
    problems: [422],
  });
}

function writingMany(channel: DocumentedChannel, limits: RequestLimits): Part {
  return openApiOperation({
    ...names(channel, 'writeMany'),
    summary: 'Write several messages',
    description: 'All of them are stored, or none.',
    right: 'write',
    body: { schema: batchBody(channel.data, limits) },
    answer: { description: 'They are stored', content: jsonContent(WIRE_ANSWERS.batched) },
    problems: [422],
  });
}

function peeking(channel: DocumentedChannel, limits: RequestLimits): Part {
  const messages = listOf(channel.message);
  const page = record({ messages, position: { type: 'string' }, moved: { type: 'boolean' } });
  return openApiOperation({
    ...names(channel, 'peek'),
    summary: 'Look at messages',
    description:
      'The next messages for this reader, whose cursor does not move before he says by `done` of a ' +
      'later look what he is done with.',
    right: 'read',
    body: { schema: peekBody(limits) },
    answer: { description: 'A page, by the name of its `position`', content: jsonContent(page) },
  });
}

function streaming(channel: DocumentedChannel): Part {
  return openApiOperation({
    ...names(channel, 'events'),
    summary: 'Messages as they come',
    description:
      'The stream does not move the cursor of the reader. Its last event says why it ends, and ' +
      '`Last-Event-ID` goes on behind what arrived.',
    right: 'read',
    parameters: ['fromLive', 'lastEventId'],
    answer: {
      description: 'The `data` of each event without a name is a message',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
  });
}

function names({ info, isGuarded }: DocumentedChannel, verb: string) {
  return { id: `channels.${info.id}.${verb}`, tag: channelTag(info.id), isGuarded };
}
