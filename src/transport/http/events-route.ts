import type { ChannelRuntime } from '../../channels/channel-runtime';
import type { Principal } from '../../model/channel-security';
import type { Clock, Timer } from '../../util/clock';
import { onAbort } from '../../util/abort';
import { decodeEventId, lateOf, placeOf } from '../wire/event-codec';
import { queryFields, wordOf } from '../wire/fields';
import { invalidRequest, textAnswer } from './answer';
import { EventHub } from './event-hub';
import { EventReader } from './event-reader';
import type { Beginning } from './late-messages';
import type { PublicChannel } from './public-channels';
import type { PublicationParts } from './publication-parts';
import { withCommon } from './respond';
import type { HttpAnswer, HttpRequest, RouteFactory } from './route';

const TYPE = 'text/event-stream; charset=utf-8';

const HEADERS = Object.freeze(
  withCommon([
    'Content-Type',
    TYPE,
    'Cache-Control',
    'no-store, no-transform',
    // A proxy that gathers what it passes on would hold events back.
    'X-Accel-Buffering',
    'no',
  ]),
);

/** One for each channel that runs, at however many addresses its app is published: a stream goes on at any of them. */
const hubs = new WeakMap<ChannelRuntime, EventHub>();

/** `GET /channels/{id}/events`. */
export const eventsRoutes: RouteFactory = (publication) => {
  const readers = new Map<EventReader, EventHub>();
  publication.onOpen(() => {
    for (const target of publication.channels.all()) lookEarly(target, publication);
  });
  onAbort(publication.ending, () => {
    for (const [reader, hub] of readers) hub.end([reader]);
  });
  return [
    {
      method: 'GET',
      pattern: '/channels/{id}/events',
      access: 'channel',
      right: 'read',
      handle: (request) => openStream(request, publication, readers),
    },
  ];
};

function hubOf(target: PublicChannel): EventHub {
  const runtime = target.channel.active();
  let hub = hubs.get(runtime);
  if (hub === undefined) hubs.set(runtime, (hub = new EventHub(target)));
  return hub;
}

/** What is delayed now may be due before the first who read from the process before this one comes back. */
function lookEarly(target: PublicChannel, { app }: PublicationParts): void {
  if (target.channel.isClaimsOnly || target.channel.state !== 'running') return;
  hubOf(target)
    .prepare()
    .catch((error: unknown) => {
      app.environment.logger.error('http.stream-failed', { error });
    });
}

async function openStream(
  request: HttpRequest,
  publication: PublicationParts,
  readers: Map<EventReader, EventHub>,
): Promise<HttpAnswer> {
  const { principal } = request;
  const hub = hubOf(request.channel);
  const from = wordOf(queryFields(request.query), 'from', ['start', 'now']);
  const lastId = request.header('last-event-id');
  const runtime = request.channel.channel.active();
  await hub.prepare();
  const asked = await placeToBegin(hub, runtime, principal.systemId, lastId, from);
  const begin = hub.late.withForgotten(asked);
  if (request.method === 'HEAD') return textAnswer('', TYPE);
  const giveBack = publication.streams.take(request);
  const { clock } = publication.app.environment;
  return {
    status: 200,
    abandon: giveBack,
    stream(response) {
      const leave = hub.attendance.enter('stream');
      response.writeHead(200, [...HEADERS]);
      const reader = new EventReader(principal, response, clock, {
        place: begin.place,
        sinceMs: clock.nowMs(),
        isResumed: lastId !== undefined,
      });
      const expiry = expiryOf(principal, clock, () => {
        hub.expire(reader);
      });
      response.once('close', () => {
        expiry?.cancel();
        readers.delete(reader);
        hub.remove(reader);
        leave();
        giveBack();
      });
      readers.set(reader, hub);
      hub.add(reader, begin);
    },
  };
}

function expiryOf({ expiresAtMs }: Principal, clock: Clock, expire: () => void): Timer | undefined {
  if (expiresAtMs === undefined) return undefined;
  return clock.setTimer(expiresAtMs - clock.nowMs(), expire, { background: true });
}

/** Where a stream begins. */
async function placeToBegin(
  hub: EventHub,
  { environment, log }: ChannelRuntime,
  systemId: string,
  lastId: string | undefined,
  from: 'start' | 'now' = 'now',
): Promise<Beginning> {
  if (lastId === undefined) {
    return { place: from === 'start' ? 0 : await log.headSeq(), lastId };
  }
  const id = decodeEventId(lastId);
  if (id === undefined) throw invalidRequest('Last-Event-ID is no id that a stream has sent');
  const said = placeOf(id);
  if (said !== undefined) {
    // A place that the log has not come to is one of a log that is no more; all that is here is new.
    if (said > (await log.headSeq())) return { place: 0, lastId: id };
    return { place: said, lastId: lateOf(id) ?? id };
  }
  const behindLate = hub.late.placeBehind(id);
  if (behindLate !== undefined) return { place: behindLate, lastId: id };
  const entry = await log.get(id);
  if (entry !== undefined) return { place: entry.seq, lastId: id };
  // Refuses ids that never were here; behind one that is gone comes the oldest that is kept.
  await log.peek(systemId, { limit: 1, nowMs: environment.clock.nowMs(), after: id });
  return { place: 0, lastId: id };
}
