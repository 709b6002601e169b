import { DiscoveryChannel } from '../../discovery/discovery-channel';
import { decodeRegistrationRequest } from '../wire/registration-request';
import type { PublicChannel } from './public-channels';

/** What is stored of data that came: as it came, but registrations with the names of holon. @throws HOLON_INVALID_REQUEST */
export function contentFor({ channel }: Pick<PublicChannel, 'channel'>, data: unknown): unknown {
  return channel instanceof DiscoveryChannel ? decodeRegistrationRequest(data) : data;
}
