/**
 * The store port over the wire: what a store is asked is sent to a published app, whose channels lie in the store behind
 * it. So the contract, and the model, can be put to everything that stands between: client, protocol, server, channels.
 */
import type { BaseChannel } from '../../src/channels/base-channel';
import { MailboxChannel } from '../../src/channels/mailbox-channel';
import { PassthroughChannel } from '../../src/channels/passthrough-channel';
import { HolonError } from '../../src/errors/holon-error';
import { silentLogger } from '../../src/observability/logger';
import type {
  AppendOptions,
  AppendResult,
  ChannelLog,
  ChannelStore,
  ClaimRequest,
  ClearFilter,
  DeadLetter,
  EvictRequest,
  EvictResult,
  LogEntry,
  LogOptions,
  LogStats,
  ReadPage,
  ReadRequest,
  Settlement,
  StoredClaim,
  StoredMessage,
  StoreOperation,
  SweepResult,
} from '../../src/stores/channel-store';
import * as refusals from '../../src/stores/refusals';
import type { Publication } from '../../src/systems/published-app';
import { VirtualClock } from '../../src/testing/virtual-clock';
import { linkToApp } from '../../src/transport/client/connection';
import { RemoteHost } from '../../src/transport/client/remote-host';
import { toKnownChannel, type RemoteLink } from '../../src/transport/client/remote-link';
import { RemoteReader } from '../../src/transport/client/remote-reader';
import { RemoteWriter } from '../../src/transport/client/remote-writer';
import { publishApp } from '../../src/transport/http/publish-app';
import {
  decodeClaims,
  decodePeeked,
  decodeReadMessage,
  decodeReceipts,
  decodeSettled,
} from '../../src/transport/wire/decode-answers';
import {
  encodeBatchOf,
  encodePeek,
  encodeRead,
  encodeSettlement,
} from '../../src/transport/wire/encode-requests';
import { GENERIC } from '../../src/transport/wire/content-form';
import { encodeEventId, EventParser, placeOf } from '../../src/transport/wire/event-codec';
import { TimeOrderedIdSource } from '../../src/util/id-source';

/** Who asks for what no system is named with. */
const OPERATOR = 'operator';
const NEVER = 1_000_000_000;

type Channel = BaseChannel & { readonly options: LogOptions };

function makeChannel(id: string, options: LogOptions): Channel {
  const { addressed = false, capacity, maxAttempts = NEVER } = options;
  const kind = addressed ? MailboxChannel : PassthroughChannel;
  const given = { id, visibility: 'public', maxAttempts } as const;
  const channel = new kind({ ...given, ...(capacity === undefined ? {} : { capacity }) });
  return Object.assign(channel, { options });
}

/** An app that offers whatever channels are opened. */
class Server {
  readonly clock = new VirtualClock();
  readonly ids = new TimeOrderedIdSource();
  private readonly channels = new Map<string, Channel>();
  private publication!: Publication;
  private current: 'open' | 'closed' = 'open';

  constructor(readonly store: ChannelStore) {}

  get url(): string {
    return this.publication.url;
  }

  get isOpen(): boolean {
    return this.current === 'open';
  }

  async start(): Promise<this> {
    const { store, clock, ids } = this;
    const app = {
      name: 'contract',
      description: '',
      environment: { store, clock, ids, logger: silentLogger },
      channels: () => [...this.channels.values()],
      systems: () => [],
      health: () => ({ status: 'ok', systems: [] }) as const,
    };
    const limits = { requestsPerSecond: Infinity, streamsPerCaller: 10_000 };
    this.publication = await publishApp(app, { limits });
    await this.publication.open();
    return this;
  }

  /** The same channel, or a new one in its place where the options are others. */
  async open(id: string, options: LogOptions | undefined): Promise<void> {
    this.checkOpen();
    const known = this.channels.get(id);
    if (known !== undefined && options === undefined) return;
    const channel = makeChannel(id, options ?? {});
    const { store, clock, ids } = this;
    channel.bind({ store, clock, ids, logger: silentLogger });
    await channel.start();
    await known?.stop();
    this.channels.set(id, channel);
    await fetch(`${this.url}/channels`); // the server looks what there is
  }

  checkOpen(): void {
    if (!this.isOpen) throw refusals.storeClosed('http:');
  }

  async at(nowMs: number): Promise<void> {
    const ms = nowMs - this.clock.nowMs();
    if (ms < 0) throw new Error(`time goes back by ${-ms} ms`);
    if (ms > 0) await this.clock.advance(ms);
  }

  async stop(): Promise<void> {
    if (!this.isOpen) return;
    this.current = 'closed';
    await this.publication.beginDrain();
    for (const channel of this.channels.values()) await channel.stop();
    await this.publication.close({ timeoutMs: 0 });
  }
}

class HttpLog implements ChannelLog {
  count = 0;
  private readonly links = new Map<string, RemoteLink>();
  private readonly host: RemoteHost;

  constructor(
    readonly channelId: string,
    private readonly server: Server,
  ) {
    this.host = new RemoteHost(this.link(OPERATOR));
  }

  async append(message: StoredMessage, options: AppendOptions = {}): Promise<AppendResult> {
    if (options.key !== undefined) throw unsaid('append with a key');
    const writer = new RemoteWriter(this.link(message.senderId));
    const delayMs = (options.visibleAtMs ?? 0) - this.server.clock.nowMs();
    const { id, content, metadata, recipientId, correlationId, replyTo } = message;
    const said = { recipientId, correlationId, replyTo };
    // A message that is written as a whole has no delay.
    const { duplicate } =
      delayMs > 0
        ? await writer.write(content, { id, metadata, delayMs, ...withoutUndefined(said) })
        : await writer.writeMessage(message);
    await this.refresh();
    return { id, seq: (await this.seqOf(id)) ?? NaN, duplicate };
  }

  /** By a stream from the beginning; further back it cannot be known how many there are. */
  async scan(request: { afterSeq: number; limit: number; nowMs: number }): Promise<LogEntry[]> {
    if (request.afterSeq > 0) throw unsaid('scan behind a place');
    const { count } = await this.stats(request.nowMs);
    const found: LogEntry[] = [];
    if (count === 0) return found;
    for await (const event of this.events({ query: '?from=start' })) {
      if (event.event === 'ready') continue;
      const message = decodeReadMessage(JSON.parse(event.data), GENERIC) as StoredMessage;
      found.push({ seq: (await this.seqOf(message.id)) ?? NaN, message });
      if (found.length === Math.min(count, request.limit)) break;
    }
    return found;
  }

  async headSeq(): Promise<number> {
    return (await this.placeOf({ query: '?from=now' })) ?? NaN;
  }

  /** By the stream: it begins behind the message, and before it. */
  async get(id: string): Promise<LogEntry | undefined> {
    const seq = await this.seqOf(id);
    if (seq === undefined || seq === 0) return undefined;
    const message = await this.messageBehind(seq - 1);
    return message?.id === id ? { seq, message } : undefined;
  }

  async peek(reader: string, request: ReadRequest): Promise<ReadPage> {
    await this.server.at(request.nowMs);
    const page = await this.look(reader, request);
    return {
      entries: await this.entries(page.messages as StoredMessage[]),
      position: page.position,
    };
  }

  async advance(reader: string, position: unknown, count?: number): Promise<void> {
    const name = typeof position === 'string' ? position : '';
    const body = encodePeek({ limit: 0, waitMs: 0, done: { position: name, count } });
    const { body: answer } = await this.post(reader, '/peek', body);
    if (!decodePeeked(answer, GENERIC).hasMoved) {
      throw new HolonError('HOLON_INVALID_ARGUMENT', 'the server knows nothing of that page');
    }
  }

  async read(reader: string, request: ReadRequest): Promise<readonly LogEntry[]> {
    await this.server.at(request.nowMs);
    const { limit, after, from } = request;
    if (limit === 0) {
      const { entries, position } = await this.peek(reader, request);
      await this.advance(reader, position);
      return entries;
    }
    const remote = new RemoteReader(this.link(reader));
    const messages = await remote.read({ limit, ...withoutUndefined({ after, from }) });
    return this.entries(messages as StoredMessage[]);
  }

  async claim(holder: string, request: ClaimRequest): Promise<readonly StoredClaim[]> {
    await this.server.at(request.nowMs);
    const { limit, nowMs, expiresAtMs } = request;
    if (limit === 0) return [];
    const timeoutMs = expiresAtMs - nowMs;
    const query = encodeRead({ limit, timeoutMs });
    const asked = { method: 'GET', query, repeatable: false } as const;
    const link = this.link(holder);
    const reply = await link.requester.send(toKnownChannel(link, asked));
    const claims = decodeClaims(reply.body, reply.form, { nowMs, askedMs: undefined });
    return Promise.all(
      claims.map(async (one) => ({ ...one, seq: (await this.seqOf(one.message.id)) ?? NaN })),
    );
  }

  async settle({ holder, id, token, action }: Settlement, nowMs: number): Promise<boolean> {
    await this.server.at(nowMs);
    const { path, body } = encodeSettlement(action, [{ id, token }], nowMs);
    const reply = await this.post(holder, path, body);
    return decodeSettled(reply.body, [id]).settled.length > 0;
  }

  /** Every question for the figures ends claims; what became of them nobody says. */
  async sweep(nowMs: number): Promise<SweepResult> {
    await this.stats(nowMs);
    return { released: NaN, dead: [] };
  }

  nextVisibleAtMs(): never {
    throw unsaid('nextVisibleAtMs');
  }

  async dead(limit: number): Promise<readonly DeadLetter[]> {
    const letters = await this.host.dead({ limit });
    return Promise.all(
      letters.map(async ({ attempt, reason, ...message }) => ({
        seq: (await this.seqOf(message.id)) ?? NaN,
        message: message as StoredMessage,
        attempt,
        ...withoutUndefined({ reason }),
      })),
    );
  }

  async redrive(ids: readonly string[]): Promise<readonly string[]> {
    return this.host.redrive(ids);
  }

  async remove(ids: readonly string[]): Promise<readonly string[]> {
    const removed = await this.host.remove(ids);
    await this.refresh();
    return removed;
  }

  async clear(filter: ClearFilter): Promise<number> {
    const removed = await this.host.clear(filter);
    await this.refresh();
    return removed;
  }

  /** What went unsettled, and who lost by it, is the difference of the figures. */
  async evict({ beforeMs, maxCount, keepClaimed, nowMs }: EvictRequest): Promise<EvictResult> {
    if (keepClaimed !== undefined) throw unsaid('evict with keepClaimed');
    await this.server.at(nowMs);
    if (beforeMs === undefined && maxCount === undefined) {
      return { evicted: 0, unsettled: 0, missed: {} };
    }
    const before = await this.host.stats();
    const evicted = await this.host.evict(withoutUndefined({ beforeMs, maxCount }));
    const after = await this.refresh();
    const missed = Object.entries(after.readers).map(([id, { missed: now }]): [string, number] => [
      id,
      now - (before.readers[id]?.missed ?? 0),
    ]);
    return {
      evicted,
      unsettled: before.pending + before.claimed - after.pending - after.claimed,
      missed: Object.fromEntries(missed.filter(([, lost]) => lost > 0)),
    };
  }

  async stats(nowMs: number): Promise<LogStats> {
    await this.server.at(nowMs);
    return this.refresh();
  }

  keyed(): never {
    throw unsaid('keyed');
  }

  sweepKeyed(): never {
    throw unsaid('sweepKeyed');
  }

  watch(): never {
    throw unsaid('watch');
  }

  async appendAll(messages: readonly StoredMessage[]): Promise<readonly AppendResult[]> {
    const [first] = messages;
    const batch = messages.map(({ id, content }) => ({ id, data: content }));
    const reply = await this.post(first?.senderId ?? OPERATOR, '/messages', encodeBatchOf(batch));
    await this.refresh();
    return Promise.all(
      decodeReceipts(reply.body).map(async ({ id, duplicate }) => ({
        ...{ id, duplicate, seq: (await this.seqOf(id)) ?? NaN },
      })),
    );
  }

  private link(systemId: string): RemoteLink {
    let link = this.links.get(systemId);
    if (link === undefined) {
      const { clock, ids, url } = this.server;
      link = linkToApp(this.channelId, { systemId, clock, ids }, { url });
      this.links.set(systemId, link);
    }
    return link;
  }

  private post(systemId: string, path: string, body: string) {
    const link = this.link(systemId);
    const request = { method: 'POST', path, body, repeatable: false } as const;
    return link.requester.send(toKnownChannel(link, request));
  }

  private async look(reader: string, { limit, after, from }: ReadRequest) {
    const asked = { limit, waitMs: 0, done: undefined, ...withoutUndefined({ after, from }) };
    const { body, form } = await this.post(reader, '/peek', encodePeek(asked));
    return decodePeeked(body, form);
  }

  private async entries(messages: readonly StoredMessage[]): Promise<readonly LogEntry[]> {
    return Promise.all(
      messages.map(async (message) => ({ message, seq: (await this.seqOf(message.id)) ?? NaN })),
    );
  }

  async refresh(): Promise<LogStats> {
    const stats = await this.host.stats();
    this.count = stats.count;
    return stats;
  }

  private seqOf(id: string): Promise<number | undefined> {
    return this.placeOf({ headers: { 'Last-Event-ID': encodeEventId(id) } });
  }

  /** Where a stream begins; undefined for a message that never was there. */
  private async placeOf({ query = '', headers = {} }: Begin): Promise<number | undefined> {
    for await (const { id } of this.events({ query, headers })) return placeOf(id ?? '');
    return undefined;
  }

  private async messageBehind(seq: number): Promise<StoredMessage | undefined> {
    for await (const { event, data } of this.events({ headers: { 'Last-Event-ID': `@${seq}` } })) {
      if (event === 'ready') continue;
      return decodeReadMessage(JSON.parse(data), GENERIC) as StoredMessage;
    }
    return undefined;
  }

  private async *events({ query = '', headers = {} }: Begin) {
    const controller = new AbortController();
    try {
      const response = await fetch(
        `${this.server.url}/channels/${encodeURIComponent(this.channelId)}/events${query}`,
        { headers: { ...headers, Authorization: `Bearer ${OPERATOR}` }, signal: controller.signal },
      );
      if (response.status === 404 || response.body === null) return;
      const parser = new EventParser();
      const decoder = new TextDecoder();
      for await (const piece of response.body) {
        yield* parser.push(decoder.decode(piece as Uint8Array, { stream: true }));
      }
    } finally {
      controller.abort();
    }
  }
}

interface Begin {
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export class HttpStore implements ChannelStore {
  readonly address = 'http:';
  private readonly logs = new Map<string, HttpLog>();

  private constructor(private readonly server: Server) {}

  /** @param behind where the channels lie; it is not closed with this one */
  static async over(behind: ChannelStore): Promise<HttpStore> {
    return new HttpStore(await new Server(behind).start());
  }

  async open(channelId: string, options?: LogOptions): Promise<ChannelLog> {
    await this.server.open(channelId, options);
    const log = this.logs.get(channelId) ?? new HttpLog(channelId, this.server);
    this.logs.set(channelId, log);
    await log.refresh();
    return log;
  }

  async commit(operations: readonly StoreOperation[]): Promise<readonly AppendResult[]> {
    this.server.checkOpen();
    const messages: StoredMessage[] = [];
    const [first] = operations;
    for (const one of operations) {
      const isPlain = one.kind === 'append' && Object.keys(one.options ?? {}).length === 0;
      if (!isPlain || one.log !== first?.log) throw unsaid('commit of anything but a batch');
      messages.push(one.message);
    }
    return first?.log instanceof HttpLog ? first.log.appendAll(messages) : [];
  }

  flush(): void {
    // What the server has answered it has stored.
  }

  async close(): Promise<void> {
    await this.server.stop();
  }
}

/** The wire has no words for it; a case that asks for it must be in the list of those left out. */
function unsaid(operation: string): Error {
  return new Error(`the wire does not say ${operation}`);
}

function withoutUndefined<T extends object>(
  value: T,
): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, one]) => one !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> }; // as far as exactOptionalPropertyTypes goes
}
