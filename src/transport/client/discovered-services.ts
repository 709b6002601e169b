import type { RemoteCaller, WantedService } from '../../channels/remote-door';
import { checkSpan } from '../../channels/check-arguments';
import type { DiscoveredCallOptions } from '../../channels/remote-options';
import { readExposed, readSystemMetadata } from '../../decorators/metadata-storage';
import type { Registration } from '../../discovery/registration';
import type { ServiceDescriptor } from '../../model/service-descriptor';
import { requesterFor } from './connection';
import type { Directory } from './directory';
import { DiscoveredTargets } from './discovered-targets';
import type { Requester } from './requester';
import { requestService, type CalledService } from './service-request';
import type { LookUpTime, Target } from './target';

/** A system at an app. */
interface SystemTarget extends Target {
  readonly descriptor: ServiceDescriptor;
}

type Fits = (descriptor: ServiceDescriptor) => boolean;

/** So many are kept for each registry: options that are made anew for each call must not pile up. */
const MOST_KEPT = 32;

const kept = new WeakMap<Directory, DiscoveredService[]>();

/** Calls the service at one of the live systems that offer it. What leads there is kept for the next call. */
export async function callDiscoveredService(
  directory: Directory,
  caller: RemoteCaller,
  wanted: WantedService,
  options: DiscoveredCallOptions,
): Promise<unknown> {
  let services = kept.get(directory);
  if (services === undefined) kept.set(directory, (services = []));
  const index = services.findIndex((one) => one.isFor(caller, wanted, options));
  const service =
    services.splice(index, index === -1 ? 0 : 1)[0] ??
    new DiscoveredService(directory, caller, wanted, options);
  // The one used last comes first.
  services.unshift(service);
  services.length = Math.min(services.length, MOST_KEPT);
  return service.call(wanted.input, options);
}

/** One service, wherever a registry says that it is. */
class DiscoveredService {
  private readonly requester: Requester;
  private readonly service: CalledService;
  private readonly offersAll: Fits;
  private fits: Fits = () => false;
  private judged: readonly Registration[] | undefined;

  /** @throws HOLON_INVALID_ARGUMENT */
  constructor(
    private readonly directory: Directory,
    private readonly caller: RemoteCaller,
    private readonly wanted: Pick<WantedService, 'system' | 'method'>,
    private readonly options: DiscoveredCallOptions,
  ) {
    const { system, method } = wanted;
    const name = `service '${method}' of ${options.systemId ?? nameOf(system)}`;
    const targets = new DiscoveredTargets<SystemTarget>(
      {
        name,
        withToken: `client.call(System, '${method}', input, { token })`,
        hint: 'Publish an app with a system that exposes it and that announces itself in this registry.',
        toTarget: (registration, target) =>
          registration.kind === 'system' && this.fits(registration.descriptor)
            ? { ...target, descriptor: registration.descriptor }
            : undefined,
      },
      directory,
      caller,
      options,
    );
    this.requester = requesterFor(targets, caller, withoutTime(options), name);
    const descriptorOf = (target: Target) => (target as SystemTarget).descriptor; // all targets are made above
    this.service = {
      name: method,
      systemIdAt: (target) => descriptorOf(target).systemId,
      entryAt: (target) => descriptorOf(target).services.find((entry) => entry.name === method),
    };
    const needed = new Set([method, ...readExposed(system).map((exposed) => exposed.method)]);
    this.offersAll = ({ services }) => {
      const offered = new Set(services.map((service) => service.name));
      return [...needed].every((one) => offered.has(one));
    };
  }

  /** Whether a call with these would be made in just the same way. */
  isFor(
    caller: RemoteCaller,
    { system, method }: WantedService,
    options: DiscoveredCallOptions,
  ): boolean {
    const own = this.options;
    return (
      this.caller === caller &&
      this.wanted.system === system &&
      this.wanted.method === method &&
      SAME.every((name) => own[name] === options[name]) &&
      areSame(own.origins, options.origins)
    );
  }

  async call(input: unknown, options: DiscoveredCallOptions): Promise<unknown> {
    const { clock } = this.caller;
    const startedMs = clock.monotonicMs();
    const { method } = this.wanted;
    const spanMs = options.timeoutMs ?? this.requester.parts.timeoutMs;
    const withinMs = checkSpan(spanMs, 'timeoutMs', `call of service '${method}'`);
    await this.judge({ withinMs, signal: options.signal });
    // What the registry has taken is taken from the call.
    const tookMs = Math.round(clock.monotonicMs() - startedMs);
    const left = tookMs === 0 ? options : { ...options, timeoutMs: Math.max(0, withinMs - tookMs) };
    return requestService(this.requester, this.service, input, left);
  }

  /**
   * Which systems are meant: those that offer all that the class exposes and the method called; among them those of the
   * class's own id or name, where there are any. Replicas and subsystems may be called otherwise.
   */
  private async judge(time: LookUpTime): Promise<void> {
    const { offersAll } = this;
    const { systemId } = this.options;
    if (systemId !== undefined) {
      this.fits = (found) => found.systemId === systemId && offersAll(found);
      return;
    }
    const listed = await this.directory.list(this.caller.clock, time);
    if (listed === this.judged) return;
    this.judged = listed;
    const { id, name } = readSystemMetadata(this.wanted.system) ?? {};
    const isNamed: Fits = (found) =>
      found.systemId === id || (name !== undefined && found.systemName === name);
    const hasNamed = listed.some(
      (one) => one.kind === 'system' && offersAll(one.descriptor) && isNamed(one.descriptor),
    );
    this.fits = (found) => offersAll(found) && (!hasNamed || isNamed(found));
  }
}

/** What else a way depends on; time and signal are of the single call. */
const SAME = ['systemId', 'token', 'balance', 'random', 'fetch', 'logger', 'onError'] as const;

function areSame(one: readonly string[] | undefined, other: readonly string[] | undefined) {
  return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function withoutTime({ timeoutMs: _, ...rest }: DiscoveredCallOptions): DiscoveredCallOptions {
  return rest;
}

function nameOf(system: WantedService['system']): string {
  return typeof system === 'function' && system.name !== '' ? system.name : 'a system';
}
