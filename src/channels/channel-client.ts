import type { AnyChannelClass, Claimable, ContentOf, Sharable } from '../model/channel-class';
import type { Access, HoldsAccess, Owned, Readable, Writable } from '../model/channel-access';
import type { ChannelMessage } from '../model/channel-message';
import { systemClock, type Clock } from '../util/clock';
import { TimeOrderedIdSource, type IdSource } from '../util/id-source';
import type { BaseChannel } from './base-channel';
import type {
  ChannelHandle,
  ChannelHost,
  ClaimOptions,
  ReadHandle,
  ReadOptions,
  StreamOptions,
  SubscribeOptions,
  Subscription,
  WriteHandle,
  WriteOptions,
  WriteReceipt,
} from './channel-handle';
import { checkId } from './check-arguments';
import type { Claim, NackOptions } from './claim';
import {
  channelsAreGiven,
  checkConnected,
  checkHosted,
  checkReplies,
  checkWork,
  noAccess,
  noModeAccess,
} from './client-refusals';
import { createHandle } from './create-handle';
import { findRegistry } from './find-registry';
import type { SettlementResult } from './held-claims';
import { rejection } from './rejection';
import { callService, discoveredHandle, remoteHandle, type RemoteCaller } from './remote-door';
import type {
  DiscoveredCallOptions,
  DiscoveryOptions,
  RemoteOptions,
  ServiceClass,
  ServiceInput,
  ServiceName,
  ServiceOutput,
} from './remote-options';
import { ReplyRouters, type RequestOptions } from './reply-router';
import { Transaction } from './transaction';

/** What a client made by hand measures time and makes correlation ids with. */
export interface ClientOptions {
  readonly clock?: Clock;
  readonly ids?: IdSource;
}

const ALL_MODES = { read: true, write: true, host: true } as const;

/** Gives a client a handle. Only who builds clients (the container, test kits) may import this. @internal */
export let attachHandle: (
  client: Pick<RemoteCaller, 'systemId'>,
  channel: AnyChannelClass,
  handle: ChannelHandle,
) => void;

/** Makes a client's channels final. @internal */
export let sealClient: (client: Pick<RemoteCaller, 'systemId'>) => void;

/**
 * All that one system can touch. Injected into its constructor; holds handles of exactly the channels and modes that
 * the system declared, in private fields: no property, prototype or cast leads from it to anything else.
 */
export class ChannelClient<A extends Access = Access> implements HoldsAccess<A> {
  declare readonly declaredAccess?: (access: A) => A;
  readonly systemId: string;
  readonly #handles = new Map<AnyChannelClass, ChannelHandle>();
  readonly #replies: ReplyRouters;
  readonly #caller: RemoteCaller;
  #sealed = false;

  /** By hand, outside an app; `connect` gives it its channels. Inside an app the container makes it. */
  constructor(systemId: string, options: ClientOptions = {}) {
    this.systemId = checkId(systemId, 'systemId', 'new ChannelClient');
    const { clock = systemClock, ids = new TimeOrderedIdSource() } = options;
    this.#caller = { systemId, clock, ids };
    this.#replies = new ReplyRouters(this.#caller);
  }

  /** The next messages by this system's own durable cursor. */
  read<C extends Sharable<Readable<A>>>(
    channel: C,
    options?: ReadOptions,
  ): Promise<readonly ChannelMessage<ContentOf<C>>[]> {
    return this.#with(channel, 'reader', (reader) => reader.read(options));
  }

  /** Takes messages for this system alone until they are settled or the claims expire. */
  claim<C extends Claimable<Readable<A>>>(
    channel: C,
    options?: ClaimOptions,
  ): Promise<Claim<ContentOf<C>>[]> {
    // As in `write`.
    try {
      return this.#part(channel, 'reader').claim(options) as Promise<Claim<ContentOf<C>>[]>; // see subscribe
    } catch (error) {
      return rejection(error);
    }
  }

  /** Settles claimed messages as done, by id. */
  acknowledge<C extends Claimable<Readable<A>>>(
    channel: C,
    ids: readonly string[],
  ): Promise<SettlementResult> {
    return this.#with(channel, 'reader', (reader) => reader.acknowledge(ids));
  }

  /** Gives claimed messages back, by id. */
  nack<C extends Claimable<Readable<A>>>(
    channel: C,
    ids: readonly string[],
    options?: NackOptions,
  ): Promise<SettlementResult> {
    return this.#with(channel, 'reader', (reader) => reader.nack(ids, options));
  }

  /** Stores content; resolves when the store has it and the subscribers it called are done. */
  write<C extends Writable<A>>(
    channel: C,
    content: ContentOf<C>,
    options?: WriteOptions,
  ): Promise<WriteReceipt> {
    // As `#with` does it, without a function made for every message.
    try {
      return this.#part(channel, 'writer').write(content, options);
    } catch (error) {
      return rejection(error);
    }
  }

  /** Stores a whole message whose sender is this system. */
  writeMessage<C extends Writable<A>>(
    channel: C,
    message: ChannelMessage<ContentOf<C>>,
  ): Promise<WriteReceipt> {
    return this.#with(channel, 'writer', (writer) => writer.writeMessage(message));
  }

  /** Calls `handler` for every message from now on, in order, one at a time. */
  subscribe<C extends Readable<A>>(
    channel: C,
    handler: (message: ChannelMessage<ContentOf<C>>) => unknown,
    options?: SubscribeOptions,
  ): Promise<Subscription> {
    return this.#with(
      channel,
      'reader',
      (reader) => reader.subscribe(handler as (message: ChannelMessage) => unknown, options), // content is checked as ContentOf<C> when written
    );
  }

  /** The messages as they come, for `for await`. */
  stream<C extends Sharable<Readable<A>>>(
    channel: C,
    options?: StreamOptions,
  ): AsyncIterableIterator<ChannelMessage<ContentOf<C>>> {
    return this.#part(channel, 'reader').stream(options) as AsyncIterableIterator<
      ChannelMessage<ContentOf<C>>
    >; // see subscribe
  }

  /** Writes a request and waits for the message in `replies` that carries its correlation id. */
  async request<Q extends Writable<A>, R extends Readable<A>>(
    channel: Q,
    content: ContentOf<Q>,
    options: RequestOptions<R>,
  ): Promise<ChannelMessage<ContentOf<R>>> {
    const requests = this.#part(channel, 'writer');
    checkReplies(options);
    const { channelId } = this.#handle(options.replies);
    const reader = this.#part(options.replies, 'reader');
    const router = this.#replies.of(options.replies, channelId, reader);
    const reply = await router.request(requests, content, options);
    return reply as ChannelMessage<ContentOf<R>>; // see subscribe
  }

  /**
   * Does the writes and settlements that `work` makes through `tx` all or not at all. What it does by itself, `claim.ack()`
   * as well, is done at once and stays done: settle by `tx.acknowledge(C, [claim.id])`.
   */
  async transaction<R>(work: (tx: ChannelClient<A>) => Promise<R>): Promise<R> {
    checkWork(work);
    const transaction = new Transaction();
    const tx = new ChannelClient<A>(this.systemId, this.#caller);
    for (const [channel, handle] of this.#handles) {
      tx.#handles.set(channel, transaction.handleFor(handle));
    }
    tx.#sealed = true;
    try {
      const result = await work(tx);
      await transaction.commit();
      return result;
    } finally {
      transaction.end();
    }
  }

  /** What the owner of a channel can do with it. */
  host<C extends Owned<A>>(channel: C): ChannelHost<ContentOf<C>> {
    checkHosted(channel);
    return this.#part(channel, 'host') as ChannelHost<ContentOf<C>>; // see subscribe
  }

  /** Connects a started channel by hand, in every mode. Not for clients of an app: theirs are given. */
  connect<C extends Owned<A> | Readable<A> | Writable<A>>(
    channel: C,
    instance: BaseChannel<ContentOf<C>>,
  ): void {
    checkConnected(channel, instance);
    const handle = createHandle(instance, this.systemId, ALL_MODES);
    attachHandle(this, channel, handle); // handles are stored without their content type
  }

  /**
   * Connects a channel of a published app by hand, in every mode. Nothing is sent before it is used; what the caller
   * may do is the app's to say. @throws HOLON_INVALID_ARGUMENT
   */
  connectRemote<C extends Owned<A> | Readable<A> | Writable<A>>(
    channel: C,
    options: RemoteOptions,
  ): void {
    attachHandle(this, channel, remoteHandle(channel, this.#caller, options, ALL_MODES));
  }

  /**
   * Connects a channel wherever a registry says that it is: each call goes to one of the live addresses, and to the
   * next where that one does not answer. @throws HOLON_INVALID_ARGUMENT
   */
  connectDiscovered<C extends Owned<A> | Readable<A> | Writable<A>>(
    channel: C,
    options: DiscoveryOptions = {},
  ): void {
    const registry = findRegistry(this.#handles, options.registry, this.systemId);
    attachHandle(this, channel, discoveredHandle(channel, this.#caller, registry, options));
  }

  /**
   * Calls a service of a live system that a registry knows: one that offers `method`, and is the class where there is
   * one. @throws HOLON_NOT_FOUND where there is none, HOLON_REMOTE_FAILED, and what the service throws
   */
  async call<S extends object, M extends ServiceName<S> & string>(
    system: ServiceClass<S>,
    method: M,
    input: ServiceInput<S, M>,
    options: DiscoveredCallOptions = {},
  ): Promise<ServiceOutput<S, M>> {
    const registry = findRegistry(this.#handles, options.registry, this.systemId);
    const result = await callService(this.#caller, registry, { system, method, input }, options);
    return result as ServiceOutput<S, M>; // the service checks its result
  }

  #handle(channel: AnyChannelClass): ChannelHandle {
    const handle = this.#handles.get(channel);
    if (handle === undefined) throw noAccess(this.systemId, channel);
    return handle;
  }

  #part<P extends 'reader' | 'writer' | 'host'>(
    channel: AnyChannelClass,
    part: P,
  ): NonNullable<ChannelHandle[P]> {
    const handle = this.#handle(channel);
    const found = handle[part];
    if (found === undefined) throw noModeAccess(this.systemId, handle.channelId, part);
    return found;
  }

  /** Not async: a promise less on the hottest path. What is thrown before the call becomes its rejection. */
  #with<P extends 'reader' | 'writer', R>(
    channel: AnyChannelClass,
    part: P,
    use: (handle: P extends 'reader' ? ReadHandle<never> : WriteHandle) => Promise<unknown>,
  ): Promise<R> {
    try {
      return use(this.#part(channel, part) as never) as Promise<R>; // see subscribe
    } catch (error) {
      return rejection(error);
    }
  }

  static {
    attachHandle = (client, channel, handle) => {
      if (!(#handles in client) || client.#sealed) throw channelsAreGiven(client.systemId);
      client.#handles.set(channel, handle);
    };
    sealClient = (client) => {
      if (#handles in client) client.#sealed = true;
    };
  }
}
