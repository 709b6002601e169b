import { copyJson } from '../../channels/check-write-options';
import { checkSpan } from '../../channels/check-arguments';
import type { ServiceCallOptions } from '../../channels/remote-options';
import type { ServiceEntry } from '../../model/service-descriptor';
import { asRecord } from '../wire/answer-shapes';
import { encodeCall } from '../wire/encode-requests';
import { freezeJson } from '../wire/freeze-json';
import type { Requester } from './requester';
import type { Target } from './target';
import type { WireRequest } from './wire-request';

/** What the server's own word that the time is over may take to arrive. */
const GRACE_MS = 1_000;

/** One service, at each app that may be asked. */
export interface CalledService {
  readonly name: string;
  systemIdAt(target: Target): string;
  entryAt(target: Target): ServiceEntry | undefined;
}

/**
 * Calls a service and answers its result, frozen. Only a service that says that it is idempotent, or only reads, is
 * called again when nobody knows what became of a call.
 * @throws HOLON_INVALID_CONTENT, HOLON_HANDLER_TIMEOUT, HOLON_SERVICE_FAILED, HOLON_ABORTED, HOLON_REMOTE_FAILED, …
 */
export async function requestService(
  requester: Requester,
  service: CalledService,
  input: unknown,
  options: ServiceCallOptions,
  where: { readonly target?: Target } = {},
): Promise<unknown> {
  const place = `call of service '${service.name}'`;
  const timeoutMs = checkSpan(options.timeoutMs ?? requester.parts.timeoutMs, 'timeoutMs', place);
  const body = input === undefined ? undefined : JSON.stringify(copyJson(input, 'input', place));
  const request: WireRequest = {
    method: 'POST',
    path: (target) => servicePath(service.systemIdAt(target), service.name),
    query: encodeCall(timeoutMs),
    ...(body === undefined ? {} : { body }),
    repeatable(target) {
      const entry = service.entryAt(target);
      return entry !== undefined && (entry.idempotent || entry.readOnly);
    },
    timeoutMs: timeoutMs + GRACE_MS,
    signal: options.signal,
    ...where,
  };
  const reply = await requester.send(request);
  return freezeJson(asRecord(reply.body, 'the answer of a service').result);
}

function servicePath(systemId: string, name: string): string {
  return `/systems/${encodeURIComponent(systemId)}/services/${encodeURIComponent(name)}`;
}
