import { authorize } from '../../channels/authorize';
import { DiscoveryChannel } from '../../discovery/discovery-channel';
import { isHolonError } from '../../errors/holon-error';
import type { Principal } from '../../model/channel-security';
import { encodeInfo } from '../wire/info-codec';
import { encodeRegistration } from '../wire/registration-codec';
import { numberOf, queryFields } from '../wire/fields';
import { invalidRequest, jsonAnswer, jsonTextAnswer } from './answer';
import type { PublicChannel } from './public-channels';
import type { HttpAnswer, HttpRequest, RouteFactory } from './route';

/** What there is: public channels, and what a discovery channel knows of others. */
export const channelListRoutes: RouteFactory = () => [
  { method: 'GET', pattern: '/channels', access: 'caller', handle: listChannels },
  {
    method: 'GET',
    pattern: '/channels/{id}/registrations',
    access: 'channel',
    right: 'read',
    handle: listRegistrations,
  },
];

async function listChannels(request: HttpRequest): Promise<HttpAnswer> {
  const listed: PublicChannel[] = [];
  for (const channel of request.publication.channels.all()) {
    if (await mayUse(request, channel)) listed.push(channel);
  }
  const channels = listed.map(({ channel, generic }) => encodeInfo(channel.info, generic));
  return jsonAnswer({ channels });
}

/** Whether the caller may do anything with it: who may write may not always read. */
async function mayUse(request: HttpRequest, channel: PublicChannel): Promise<boolean> {
  const principal = await request.identify(channel);
  if (principal === undefined) return false;
  return (await may(principal, 'read', channel)) || (await may(principal, 'write', channel));
}

async function may(
  principal: Principal,
  action: 'read' | 'write',
  { id, security }: PublicChannel,
): Promise<boolean> {
  try {
    await authorize(security, principal, action, id);
    return true;
  } catch (error) {
    if (isHolonError(error, 'HOLON_FORBIDDEN')) return false;
    throw error;
  }
}

/** As many as one answer holds; `next` says behind which the others come. */
async function listRegistrations(request: HttpRequest): Promise<HttpAnswer> {
  const { channel, publication, query } = request;
  const discovery = channel.channel;
  if (!(discovery instanceof DiscoveryChannel)) {
    throw invalidRequest(`Channel '${channel.id}' is no discovery channel`);
  }
  const after = numberOf(queryFields(query), 'after') ?? 0;
  if (!Number.isSafeInteger(after) || after < 0) {
    throw invalidRequest('after must be a whole number of 0 or more, as `next` says it');
  }
  const listed = await discovery.listed(after);
  const texts: string[] = [];
  let leftBytes = publication.settings.limits.answerBytes;
  for (const { registration } of listed) {
    const text = JSON.stringify(encodeRegistration(registration));
    leftBytes -= Buffer.byteLength(text);
    if (leftBytes < 0 && texts.length > 0) break;
    texts.push(text);
  }
  const last = texts.length < listed.length ? listed[texts.length - 1] : undefined;
  const next = last === undefined ? '' : `,"next":${String(last.seq)}`;
  return jsonTextAnswer(`{"registrations":[${texts.join(',')}]${next}}`);
}
