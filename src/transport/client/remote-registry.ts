import type { RegistryReader } from '../../channels/channel-handle';
import type { Registration } from '../../discovery/registration';
import { asList, asRecord } from '../wire/answer-shapes';
import { decodeListedRegistration } from '../wire/decode-registrations';
import { toChannel, type RemoteLink } from './remote-link';

/** What lists a discovery channel of another process. */
export function registryReader(link: RemoteLink): RegistryReader {
  const { origin } = link;
  const isTold = { value: false };
  const read = () => listRegistrations(link, isTold);
  return origin === undefined ? read : Object.assign(read, { origin });
}

/** What is registered and live in a discovery channel of another process, oldest first, each with its address. */
async function listRegistrations(
  link: RemoteLink,
  isTold: { value: boolean },
): Promise<readonly Registration[]> {
  const request = { method: 'GET', path: '/registrations', repeatable: true } as const;
  const { body, target } = await link.requester.send(toChannel(link, request));
  const listed = asList(asRecord(body, 'the registrations').registrations, 'registrations');
  return listed.flatMap((one) => {
    try {
      const registration = decodeListedRegistration(one);
      if (registration === undefined) return [];
      // What has no address lives where it is registered.
      return [{ ...registration, url: registration.url ?? target.address.url }];
    } catch (error) {
      // One of them must not hide the others.
      if (!isTold.value) {
        link.logger.warn('discovery.broken-entry', { channelId: link.channelId, error });
      }
      isTold.value = true;
      return [];
    }
  });
}
