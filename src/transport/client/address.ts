import { HolonError } from '../../errors/holon-error';

/** Where a published app answers. */
export interface Address {
  /** Without a slash at the end; paths of the protocol are put behind it. */
  readonly url: string;
  readonly origin: string;
  /** Whether what is sent there stays on this machine. */
  readonly isLoopback: boolean;
}

/** @param place what the address is for, for the message @throws HOLON_INVALID_ARGUMENT */
export function parseAddress(url: unknown, place: string): Address {
  const parsed = typeof url === 'string' ? tryParse(url) : undefined;
  if (parsed === undefined) throw invalid(place, `is no address: ${show(url)}`);
  const { protocol, username, password, search, hash, origin, pathname, hostname } = parsed;
  if (protocol !== 'http:' && protocol !== 'https:') {
    throw invalid(place, `must begin with http:// or https://, not ${protocol}//`);
  }
  // A message of an error shows addresses, so they must hold no secret.
  if (username !== '' || password !== '') throw invalid(place, 'must hold no name and password');
  if (search !== '' || hash !== '') throw invalid(place, 'must end before ? and #');
  return {
    url: `${origin}${pathname.replace(/\/+$/, '')}`,
    origin,
    isLoopback: isLoopback(hostname),
  };
}

function tryParse(url: string): URL | undefined {
  try {
    return new URL(url);
  } catch {
    return undefined;
  }
}

function isLoopback(hostname: string): boolean {
  return (
    hostname === 'localhost' ||
    hostname.endsWith('.localhost') ||
    hostname === '[::1]' ||
    /^127(\.\d{1,3}){3}$/.test(hostname)
  );
}

function show(url: unknown): string {
  return typeof url === 'string' ? `'${url.slice(0, 200)}'` : typeof url;
}

function invalid(place: string, problem: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', `${place}: url ${problem}`, {
    hint: "Pass the address that publish() answered, such as 'http://127.0.0.1:8080'.",
  });
}
