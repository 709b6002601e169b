import { encodeInfo } from '../wire/info-codec';
import { jsonAnswer } from './answer';
import { readMessages } from './read-messages';
import type { HttpRoute, RouteFactory } from './route';
import { writeMessage } from './write-message';

const read: HttpRoute = {
  method: 'GET',
  pattern: '/channels/{id}',
  access: 'channel',
  right: 'read',
  handle: readMessages,
};

const write: HttpRoute = {
  method: 'PUT',
  pattern: '/channels/{id}',
  access: 'channel',
  right: 'write',
  handle: writeMessage,
};

const info: HttpRoute = {
  method: 'GET',
  pattern: '/channels/{id}/info',
  access: 'channel',
  handle: ({ channel }) => jsonAnswer(encodeInfo(channel.channel.info, channel.generic)),
};

/** The routes that SSSN has too, settlements aside. */
export const channelRoutes: RouteFactory = () => [read, write, info];
