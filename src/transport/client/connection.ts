import type { RemoteCaller } from '../../channels/remote-door';
import type { RemoteCallOptions, RemoteOptions } from '../../channels/remote-options';
import { checkSpan } from '../../channels/check-arguments';
import { HolonError } from '../../errors/holon-error';
import { silentLogger } from '../../observability/logger';
import { systemRandom } from '../../util/random';
import { parseAddress } from './address';
import { Credentials, nameAsToken } from './credentials';
import type { RemoteLink } from './remote-link';
import { Requester } from './requester';
import { onlyTarget, type Target, type Targets } from './target';

const TIMEOUT_MS = 30_000;

/** The one app that `options` name. @throws HOLON_INVALID_ARGUMENT */
export function targetOf(
  options: Pick<RemoteOptions, 'url' | 'token'>,
  systemId: string,
  place: string,
): Target {
  if (typeof options !== 'object' || options === null) {
    throw new HolonError('HOLON_INVALID_ARGUMENT', `${place} needs { url }`);
  }
  const token = options.token ?? nameAsToken(systemId, place);
  return {
    address: parseAddress(options.url, place),
    credentials: new Credentials(token, place),
  };
}

/** What sends requests to `targets`. @throws HOLON_INVALID_ARGUMENT */
export function requesterFor(
  targets: Targets,
  { clock }: Pick<RemoteCaller, 'clock'>,
  options: RemoteCallOptions,
  place: string,
): Requester {
  const { timeoutMs = TIMEOUT_MS, random = systemRandom } = options;
  return new Requester({
    targets,
    clock,
    random,
    timeoutMs: checkSpan(timeoutMs, 'timeoutMs', place),
    // Looked up at each call: tests and tracers put another one there.
    fetch: options.fetch ?? ((input, init) => fetch(input, init)),
  });
}

/** One channel at `targets`. @throws HOLON_INVALID_ARGUMENT */
export function linkTo(
  channelId: string,
  targets: Targets,
  caller: RemoteCaller,
  options: RemoteCallOptions,
): RemoteLink {
  const place = `connect channel '${channelId}'`;
  return {
    channelId,
    caller,
    requester: requesterFor(targets, caller, options, place),
    logger: options.logger ?? silentLogger,
    onError: options.onError,
  };
}

/** A channel of the one app. @throws HOLON_INVALID_ARGUMENT */
export function linkToApp(
  channelId: string,
  caller: RemoteCaller,
  options: RemoteOptions,
): RemoteLink {
  const target = targetOf(options, caller.systemId, `connect channel '${channelId}'`);
  const link = linkTo(channelId, onlyTarget(target), caller, options);
  return { ...link, origin: target.address.origin };
}
