import type { BaseChannel } from '../channels/base-channel';
import { attachHandle, ChannelClient, sealClient } from '../channels/channel-client';
import type { ChannelEnvironment } from '../channels/channel-environment';
import { checkSpan } from '../channels/check-arguments';
import { createHandle } from '../channels/create-handle';
import type { Token } from '../decorators/declarations';
import { HolonError } from '../errors/holon-error';
import type { Access } from '../model/channel-access';
import type { AnyChannelClass } from '../model/channel-class';
import type { ServiceDescriptor } from '../model/service-descriptor';
import type { Topology } from '../model/topology';
import type { DrainReport } from '../systems/drain-report';
import { Publications } from '../systems/publications';
import type { Published, PublishOptions } from '../systems/publish-options';
import type {
  AppHealth,
  Publication,
  PublishedApp,
  PublishedSystem,
} from '../systems/published-app';
import type { Aftermath } from '../systems/drain-tree';
import type { SystemRuntime } from '../systems/system-runtime';
import { SystemTree } from '../systems/system-tree';
import { onAbort } from '../util/abort';
import type { Timer } from '../util/clock';
import { createDeferred } from '../util/deferred';
import type { BuiltApp } from './build-app';
import { Securities } from './securities';
import { targetOf, tokenName } from './provider-definition';

/** What a transport needs to add a publication of its own making. @internal */
export interface PublicationPoint {
  readonly app: PublishedApp;
  add(publication: Publication): Promise<Published>;
}

/** Only transports may import this: it leads to every channel of the app. @internal */
export let publicationPointOf: (app: App) => PublicationPoint;

/** Parents before children. Only test kits may import this. @internal */
export let runtimesOf: (app: App) => readonly SystemRuntime[];

/** What `App` is made of. */
export interface AppParts {
  readonly built: BuiltApp;
  readonly topology: Topology;
  readonly environment: Omit<ChannelEnvironment, 'ownsStore'>;
  /** Disposes what providers have made and closes the store, after everything else has ended. */
  readonly aftermath: Aftermath;
  readonly signal: AbortSignal | undefined;
}

/** A built system of systems: start it, ask it, drain it. Made by `createApp`. */
export class App {
  /** The whole app as plain data. */
  readonly topology: Topology;
  /** Resolves when the app has been drained. */
  readonly stopped: Promise<void>;
  readonly #parts: AppParts;
  readonly #tree: SystemTree;
  readonly #securities: Securities;
  readonly #publications: Publications;
  readonly #ended = createDeferred();
  #stopListening: () => void = () => undefined;
  #state: 'built' | 'running' | 'draining' | 'stopped' = 'built';
  #drained: Promise<DrainReport> | undefined;
  #keepAlive: Timer | undefined;

  constructor(parts: AppParts) {
    const { clock, logger } = parts.environment;
    this.#parts = parts;
    this.topology = parts.topology;
    const { runtime } = parts.built.root.context;
    this.#securities = new Securities(parts.built.channels.values(), parts.environment);
    this.#publications = new Publications(this.#published(), () => this.drain());
    this.#tree = new SystemTree(runtime, clock, logger, async (deadline) => {
      const cut = await this.#publications.close(deadline.leftMs);
      await this.#securities.stop();
      return [...cut, ...(await parts.aftermath(deadline))];
    });
    this.stopped = this.#ended.promise;
    this.#stopListening = onAbort(parts.signal, () => {
      this.drain().catch((error: unknown) => {
        logger.error('app.drain-failed', { error });
      });
    });
  }

  /** The root system's descriptor. */
  get descriptor(): ServiceDescriptor {
    const root = this.topology.systems[0];
    if (root === undefined) throw new HolonError('HOLON_WRONG_STATE', 'The app has no root system');
    return root.descriptor;
  }

  /** Starts everything in this process: channels, `setup`, ticks, consumers. May be called again; starts once. */
  async launch(): Promise<void> {
    try {
      await this.#securities.start();
      await this.#tree.start();
    } catch (error) {
      await this.drain();
      throw error;
    }
    if (this.#state !== 'built') return;
    this.#state = 'running';
    // A launched app lives until it is drained, also when it only waits for other processes.
    this.#keepAlive = this.#parts.environment.clock.setTimer(Infinity, () => undefined);
  }

  /**
   * Launches, and puts the public channels and the services on the network, on loopback unless `host` says otherwise.
   * @throws HOLON_INSECURE_PUBLISH when others could reach it and nothing checks who calls
   * @throws HOLON_PUBLISH_FAILED when it cannot listen there; nothing has started then
   */
  async publish(options: PublishOptions = {}): Promise<Published> {
    return this.#publications.publish(options, () => this.launch());
  }

  /**
   * Refuses new writes from outside, lets what is under way finish, ends systems in reverse order, gives claims back,
   * and flushes and closes the store. May be called again; drains once.
   */
  async drain(options: { readonly timeoutMs?: number } = {}): Promise<DrainReport> {
    if (options.timeoutMs !== undefined) checkSpan(options.timeoutMs, 'timeoutMs', 'drain');
    this.#drained ??= this.#end(options);
    return this.#drained;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.drain();
  }

  /** The instance of a system class (the first, where there are several) or of a provider. @throws HOLON_UNKNOWN_PROVIDER */
  get<T>(token: Token<T>): T {
    const { systems, injector, providers } = this.#parts.built;
    const system = systems.find((one) => (one.plan.systemClass as unknown) === token);
    if (system !== undefined) return system.instance as T; // the token is its class
    for (const { plan } of systems) {
      const visible = providers.at(plan);
      const definition = visible.get(targetOf(token, visible));
      if (definition?.source.kind === 'value') return definition.source.value as T; // registered under the token of that type
      const made = injector.instances.find((one) => one.definition === definition);
      if (made !== undefined) return made.instance as T; // see above
    }
    throw new HolonError('HOLON_UNKNOWN_PROVIDER', `The app has no ${tokenName(token)}`, {
      hint: 'Ask for a system class of this app, or for a provider that a system was given.',
    });
  }

  /** A client for code outside the systems, named `systemId` in what it writes. Works while the app runs. */
  client<const A extends Access>(access: A, systemId: string): ChannelClient<A> {
    const client = new ChannelClient<A>(systemId, this.#parts.environment);
    const { own = [], read = [], write = [] } = access;
    for (const channel of new Set([...own, ...read, ...write])) {
      const isOwn = own.includes(channel);
      const modes = {
        read: isOwn || read.includes(channel),
        write: isOwn || write.includes(channel),
        host: isOwn,
      };
      const handle = createHandle(this.#channel(channel), systemId, modes, () => {
        this.#checkOpen();
      });
      attachHandle(client, channel, handle);
    }
    sealClient(client);
    return client;
  }

  health(): AppHealth {
    const systems = this.#tree.all().map((system) => system.health());
    if (this.#state === 'built') return { status: 'starting', systems };
    if (this.#state !== 'running') return { status: this.#state, systems };
    const failed = systems.some((system) => system.state === 'error');
    return { status: failed ? 'degraded' : 'ok', systems };
  }

  #channel(channel: AnyChannelClass): BaseChannel {
    const found = this.#parts.built.channels.get(channel);
    if (found !== undefined) return found;
    throw new HolonError('HOLON_CHANNEL_NOT_CONNECTED', `The app has no channel ${channel.name}`, {
      hint: 'Let a system of the app own it: channelAccess({ own: […] }).',
    });
  }

  #checkOpen(): void {
    if (this.#state === 'built' || this.#state === 'running') return;
    throw new HolonError('HOLON_DRAINING', `The app is ${this.#state}`);
  }

  #published(): PublishedApp {
    const { built, environment } = this.#parts;
    const descriptors = new Map(
      this.topology.systems.map(({ id, descriptor }) => [id, descriptor]),
    );
    const described = built.systems.flatMap(({ plan, instance, context }) => {
      const descriptor = descriptors.get(plan.id);
      if (descriptor === undefined) return [];
      const { runtime } = context;
      const serve: PublishedSystem['serve'] = (call) => runtime.serve(call);
      return [{ descriptor, instance, serve }];
    });
    return {
      name: this.descriptor.systemName,
      description: this.descriptor.description,
      environment,
      channels: () => this.#tree.all().flatMap((system) => system.channels),
      systems: () => described,
      health: () => this.health(),
    };
  }

  async #end(options: { readonly timeoutMs?: number }): Promise<DrainReport> {
    this.#state = 'draining';
    this.#stopListening();
    this.#keepAlive?.cancel();
    try {
      return await this.#publications.drainBehind(options, (left) => this.#tree.drain(left));
    } finally {
      this.#state = 'stopped';
      this.#ended.resolve();
    }
  }

  static {
    publicationPointOf = (app) => ({
      app: app.#published(),
      add: (publication) => app.#publications.add(publication, () => app.launch()),
    });
    runtimesOf = (app) => app.#tree.all();
  }
}
