import type { WireSchema } from '../wire/wire-schemas';
import { documentApp, type DocumentedApp, type DocumentedChannel } from './documents-parts';
import type { Part } from './documents-operation';
import type { PublicationParts } from './publication-parts';

/** The AsyncAPI 3.0 document of an app's public channels. What the app sends is what others read. */
export function asyncApiDocument(publication: PublicationParts): Part {
  // Payloads are draft-07 in AsyncAPI; what DTO classes become is the same in both.
  const app = documentApp(publication, 'draft-07');
  const { publicUrl } = publication.settings;
  const base = publicUrl ?? publication.url;
  const keys = keysOf(app.channels);
  const parts = app.channels.map((channel, index) => channelParts(channel, keys[index] ?? ''));
  return {
    asyncapi: '3.0.0',
    info: {
      title: app.title,
      version: '1.0.0',
      ...(app.description !== '' && { description: app.description }),
    },
    defaultContentType: 'application/json',
    ...(base !== '' && { servers: { app: server(new URL(base), app) } }),
    channels: Object.assign({}, ...parts.map(({ channels }) => channels)) as Part,
    operations: Object.assign({}, ...parts.map(({ operations }) => operations)) as Part,
    components: {
      schemas: app.schemas,
      securitySchemes: { bearer: { type: 'http', scheme: 'bearer' } },
    },
  };
}

function server({ host, pathname, protocol }: URL, { isGuarded }: DocumentedApp): Part {
  return {
    host,
    protocol: protocol.slice(0, -1),
    ...(pathname !== '/' && { pathname }),
    ...(isGuarded && { security: [BEARER] }),
  };
}

const BEARER = { $ref: '#/components/securitySchemes/bearer' };

/** Keys of AsyncAPI are plainer than ids; two ids never share one. `x_events` is the stream of `x`. */
function keysOf(channels: readonly DocumentedChannel[]): readonly string[] {
  const taken = new Set<string>();
  const isTaken = (key: string): boolean => taken.has(key) || taken.has(`${key}_events`);
  return channels.map(({ info }) => {
    const plain = info.id.replace(/[^A-Za-z0-9_-]/g, '_');
    let key = plain;
    for (let number = 2; isTaken(key); number += 1) key = `${plain}_${String(number)}`;
    taken.add(key).add(`${key}_events`);
    return key;
  });
}

function channelParts(
  channel: DocumentedChannel,
  key: string,
): { readonly channels: Part; readonly operations: Part } {
  const { info, isSharable } = channel;
  const address = `/channels/${encodeURIComponent(info.id)}`;
  const message = (title: string, payload: WireSchema): Part => ({ title, payload });
  const sent = { message: message('A message', channel.message) };
  const events = `${key}_events`;
  const about = {
    title: info.name,
    ...(info.description !== '' && { description: info.description }),
  };
  return {
    channels: {
      [key]: {
        address,
        ...about,
        messages: { ...sent, data: message('What is written', channel.data) },
      },
      ...(isSharable && { [events]: { address: `${address}/events`, ...about, messages: sent } }),
    },
    operations: {
      [`${key}_read`]: operation(channel, key, 'send', 'message', 'GET', READ[String(isSharable)]),
      [`${key}_write`]: operation(channel, key, 'receive', 'data', 'PUT', 'Takes a message'),
      ...(isSharable && {
        [`${events}_stream`]: operation(
          channel,
          events,
          'send',
          'message',
          'GET',
          'Sends messages as they come, as `text/event-stream`',
        ),
      }),
    },
  };
}

const READ: Readonly<Record<string, string>> = {
  true: 'Sends a reader its next messages',
  false: 'Gives messages to a worker who claims them with `exclusive=true`',
};

function operation(
  { isGuarded }: DocumentedChannel,
  key: string,
  action: 'send' | 'receive',
  message: string,
  method: string,
  summary = '',
): Part {
  return {
    action,
    summary,
    channel: { $ref: `#/channels/${key}` },
    messages: [{ $ref: `#/channels/${key}/messages/${message}` }],
    bindings: { http: { method, bindingVersion: '0.3.0' } },
    ...(isGuarded && { security: [BEARER] }),
  };
}
