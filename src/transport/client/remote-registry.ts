import type { RegistryReader } from '../../channels/channel-handle';
import { registeredId, type Registration } from '../../discovery/registration';
import { asList, asRecord } from '../wire/answer-shapes';
import { decodeListedRegistration } from '../wire/decode-registrations';
import { toChannel, type RemoteLink } from './remote-link';
import type { Target } from './target';

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
  // What is renewed between two pages comes again, behind all others.
  const all = new Map<string, Registration>();
  for (let after: number | undefined; ;) {
    const request = { method: 'GET', path: '/registrations', repeatable: true } as const;
    const query = { after };
    const { body, target } = await link.requester.send(toChannel(link, { ...request, query }));
    const { registrations, next } = asRecord(body, 'the registrations');
    for (const one of decodeAll(asList(registrations, 'registrations'), target, link, isTold)) {
      const key = JSON.stringify([one.kind, registeredId(one), one.url]);
      all.delete(key);
      all.set(key, one);
    }
    // A page that leads nowhere would be asked for again and again.
    if (typeof next !== 'number' || next <= (after ?? 0)) return [...all.values()];
    after = next;
  }
}

function decodeAll(
  listed: readonly unknown[],
  target: Target,
  link: RemoteLink,
  isTold: { value: boolean },
): readonly Registration[] {
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
