import { findService, findSystem, offeringSystems } from '../../services/find-service';
import { invokeService } from '../../services/invoke-service';
import type { PublishedSystem } from '../../systems/published-app';
import { encodeDescriptor, type WireDescriptor } from '../wire/descriptor-codec';
import { toMs } from '../wire/time';
import { invalidRequest, jsonAnswer, notFound } from './answer';
import type { PublicationParts } from './publication-parts';
import type { Query } from './query';
import type { RouteFactory } from './route';

/** The systems that offer services, and calls of these. */
export const servicesRoutes: RouteFactory = (publication) => [
  {
    method: 'GET',
    pattern: '/systems',
    access: 'caller',
    handle: () => jsonAnswer({ systems: describe(publication, offeringSystems(publication.app)) }),
  },
  {
    method: 'GET',
    pattern: '/systems/{id}',
    access: 'caller',
    handle: ({ params: [id = ''] }) => {
      const [descriptor] = describe(publication, [systemOf(publication, id)]);
      return jsonAnswer(descriptor);
    },
  },
  {
    method: 'POST',
    pattern: '/systems/{id}/services/{name}',
    access: 'caller',
    async handle(request) {
      const [id = '', name = ''] = request.params;
      const service = findService(systemOf(publication, id), name);
      if (service === undefined) throw notFound();
      const { exposed } = service;
      await request.authorize(exposed.readOnly ? 'read' : 'write', `systems/${id}`);
      const { serviceMs } = publication.settings.limits;
      const timeoutMs = Math.min(timeoutOf(request.query) ?? serviceMs, serviceMs);
      const call = {
        caller: request.principal,
        input: await request.body(),
        timeoutMs,
        signal: request.signal,
      };
      const giveBack = publication.streams.take(request);
      try {
        const result = await invokeService(service, call, publication.app.environment);
        return jsonAnswer({ result });
      } finally {
        giveBack();
      }
    },
  },
];

/** @throws HOLON_NOT_FOUND */
function systemOf({ app }: PublicationParts, id: string): PublishedSystem {
  const system = findSystem(app, id);
  if (system === undefined) throw notFound();
  return system;
}

function describe(
  { channels }: PublicationParts,
  systems: readonly PublishedSystem[],
): readonly WireDescriptor[] {
  const known = new Set(channels.all().map(({ id }) => id));
  return systems.map(({ descriptor }) => encodeDescriptor(descriptor, (id) => known.has(id)));
}

/** @throws HOLON_INVALID_REQUEST */
function timeoutOf(query: Query): number | undefined {
  const text = query.get('timeout');
  if (text === undefined) return undefined;
  const ms = /^\d{1,9}(\.\d{1,9})?$/.test(text) ? toMs(Number(text)) : 0;
  if (ms > 0) return ms;
  throw invalidRequest('timeout must be seconds above 0');
}
