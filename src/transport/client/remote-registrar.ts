import type { Registrar } from '../../discovery/announcer';
import type { RegistrationRequest } from '../../discovery/registration';
import type { JsonValue } from '../../model/json';
import type { RegistryAddress } from '../../systems/publish-options';
import type { Clock } from '../../util/clock';
import type { IdSource } from '../../util/id-source';
import { encodeBatchOf } from '../wire/encode-requests';
import { requesterFor, targetOf } from './connection';
import { onlyTarget } from './target';
import { channelPath } from './wire-request';

/** Registrations in one request; a server takes 1 000 unless its limits say otherwise. */
const BATCH = 200;

/** What a registrar of another process runs on. */
export interface RegistrarParts {
  /** Who registers, where the registry believes names. */
  readonly systemId: string;
  readonly clock: Clock;
  readonly ids: IdSource;
  /** Longest time for one request. */
  readonly timeoutMs: number;
}

/** Registers in a discovery channel of another process. @throws HOLON_INVALID_ARGUMENT */
export function remoteRegistrar(address: RegistryAddress, parts: RegistrarParts): Registrar {
  const { url, channelId, token } = address;
  const { systemId, clock, ids, timeoutMs } = parts;
  const place = `announce in registry '${channelId}'`;
  const target = targetOf({ url, ...(token === undefined ? {} : { token }) }, systemId, place);
  const requester = requesterFor(onlyTarget(target), { clock }, { timeoutMs }, place);
  const path = channelPath(channelId, '/messages');
  const write = async (registrations: readonly RegistrationRequest[]): Promise<void> => {
    for (let from = 0; from < registrations.length; from += BATCH) {
      const messages = registrations.slice(from, from + BATCH).map((registration) => ({
        id: ids.next(clock.nowMs()),
        data: registration as unknown as JsonValue, // infos and descriptors are plain data
      }));
      const body = encodeBatchOf(messages);
      await requester.send({ method: 'POST', path, body, repeatable: true, once: true });
    }
  };
  return {
    name: `${target.address.url}#${channelId}`,
    register: write,
    // Who may write may not remove; what has no time left is as good as gone.
    withdraw: (registrations) => write(registrations.map((one) => ({ ...one, ttlMs: 0 }))),
  };
}
