import { registeredId, type Registration, type RegistrationRequest } from './registration';

/** Of what a discovery channel keeps one live registration. The same thing offered at two addresses is two offers. */
export function keyOfRegistration(registration: Registration | RegistrationRequest): string {
  const { kind, url } = registration;
  // No space in an address, so that no id can look like an address and an id.
  return `${kind}${url === undefined ? ':' : `@${url} `}${registeredId(registration)}`;
}
