import type { BaseChannel } from '../channels/base-channel';
import type { ChannelEnvironment } from '../channels/channel-environment';
import type { ServiceDescriptor } from '../model/service-descriptor';
import type { PublishOptions } from './publish-options';
import type { SystemHealth } from './system-spec';

/** What an app is doing right now. */
export interface AppHealth {
  /** `ok` when every system runs, `degraded` when one is in state `error`. */
  readonly status: 'ok' | 'degraded' | 'starting' | 'draining' | 'stopped';
  readonly systems: readonly SystemHealth[];
}

/** A system of a running app, with what its `@Expose` methods are called on. */
export interface PublishedSystem {
  readonly descriptor: ServiceDescriptor;
  readonly instance: object;
  /**
   * Runs a call of a service as work of the system: a drain waits for it, and the signal aborts when it waits no longer.
   * Rejects with HOLON_DRAINING where the system takes no more.
   */
  serve<R>(call: (aborting: AbortSignal) => Promise<R>): Promise<R>;
}

/**
 * What a transport gets of an app. All channels are in it, private ones too: what leaves the process is the
 * transport's to decide, by `info.visibility` and by the security of each channel.
 */
export interface PublishedApp {
  /** Name of the root system. */
  readonly name: string;
  readonly description: string;
  readonly environment: Omit<ChannelEnvironment, 'ownsStore'>;
  /** Asked again whenever it matters: systems built by hand add channels while they are set up. */
  channels(): readonly BaseChannel[];
  systems(): readonly PublishedSystem[];
  health(): AppHealth;
}

/** An app on the network. The transport makes it; the app opens and closes it at the right times. */
export interface Publication {
  /** Where it answers. */
  readonly url: string;
  /** The app runs: from now on requests are let in, and the app is announced. Before, they are answered with 503. */
  open(): Promise<void>;
  /**
   * At once ends streams and waits, lets nothing in but settlements, and begins to withdraw the announcement; resolves
   * when it is withdrawn from the app's own discovery channels. What is not withdrawn in `timeoutMs` is left to expire.
   */
  beginDrain(options?: { readonly timeoutMs?: number }): Promise<void>;
  /** Ends what is left at the deadline; answers a sentence for each kind of thing that was. */
  close(options: { readonly timeoutMs: number }): Promise<readonly string[]>;
}

/** The door to the transport. */
export type OpenPublication = (app: PublishedApp, options: PublishOptions) => Promise<Publication>;
