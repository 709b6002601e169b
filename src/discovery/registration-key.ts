import { checkId } from '../channels/check-arguments';
import { HolonError } from '../errors/holon-error';
import type { Registration, RegistrationRequest } from './registration';

/**
 * Of what a discovery channel keeps one live registration. The same thing offered at two addresses is two offers.
 * @throws HOLON_INVALID_ARGUMENT for what is no registration
 */
export function keyOfRegistration(
  registration: Registration | RegistrationRequest,
  place: string,
): string {
  const url = registration?.url;
  // No space in an address, so that no id can look like an address and an id.
  const at = url === undefined ? ':' : `@${checkUrl(url, place)} `;
  if (registration?.kind === 'channel') {
    return `channel${at}${checkId(registration.info?.id, 'info.id', place)}`;
  }
  const descriptor = registration?.descriptor;
  const key = `system${at}${checkId(descriptor?.systemId, 'descriptor.systemId', place)}`;
  if (Array.isArray(descriptor.services)) return key;
  throw new HolonError('HOLON_INVALID_ARGUMENT', `${place}: descriptor.services must be an array`);
}

/** Clients would go there. */
function checkUrl(url: string, place: string): string {
  checkId(url, 'url', place);
  if (/^https?:\/\/[^/\s]\S*$/i.test(url)) return url;
  throw new HolonError(
    'HOLON_INVALID_ARGUMENT',
    `${place}: url must begin with http:// or https://, not '${url}'`,
  );
}
