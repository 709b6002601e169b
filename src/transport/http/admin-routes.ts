import type { Action } from '../../model/channel-security';
import { decodeClearRequest, decodeEvictRequest } from '../wire/admin-request';
import { encodeChanged, encodeStats } from '../wire/answers';
import { countOf, queryFields } from '../wire/fields';
import { deadText, messagesText } from '../wire/message-text';
import { decodeIds } from '../wire/settle-request';
import { jsonAnswer, jsonTextAnswer } from './answer';
import { fittingCount } from './fitting-messages';
import type { HttpAnswer, HttpMethod, HttpRequest, HttpRoute, RouteFactory } from './route';

const RIGHT: Action = 'admin';
const DEAD = 100;

const admin = (
  method: HttpMethod,
  name: string,
  handle: (request: HttpRequest) => Promise<HttpAnswer>,
): HttpRoute => ({
  method,
  pattern: `/channels/{id}/${name}`,
  access: 'channel',
  right: RIGHT,
  handle,
});

/** What the owner of a channel can do with it. */
export const adminRoutes: RouteFactory = () => [
  admin('GET', 'stats', async ({ channel }) =>
    jsonAnswer(encodeStats(await channel.channel.stats())),
  ),
  admin('GET', 'dead', async ({ channel, publication, query }) => {
    const { readMessages } = publication.settings.limits;
    const limit =
      countOf(queryFields(query), 'limit', readMessages) ?? Math.min(DEAD, readMessages);
    const letters = await channel.channel.dead({ limit });
    const count = fittingCount(letters, channel.form, publication.settings.limits);
    const shown = letters.slice(0, count).map((one) => deadText(one, channel.form));
    return jsonTextAnswer(messagesText(shown));
  }),
  admin('POST', 'redrive', async (request) => {
    const ids = decodeIds(await request.body());
    return jsonAnswer(encodeChanged(await request.channel.channel.redrive(ids)));
  }),
  admin('POST', 'remove', async (request) => {
    const ids = decodeIds(await request.body());
    return jsonAnswer(encodeChanged(await request.channel.channel.remove(ids)));
  }),
  admin('POST', 'clear', async (request) => {
    const filter = decodeClearRequest(await request.body());
    return removed(await request.channel.channel.clear(filter));
  }),
  admin('POST', 'evict', async (request) => {
    const limits = decodeEvictRequest(await request.body());
    return removed(await request.channel.channel.evict(limits));
  }),
];

function removed(count: number): HttpAnswer {
  return jsonAnswer({ status: 'ok', removed: count });
}
