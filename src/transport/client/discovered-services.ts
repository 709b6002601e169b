import type { RemoteCaller, WantedService } from '../../channels/remote-door';
import type { DiscoveredCallOptions } from '../../channels/remote-options';
import { readExposed, readSystemMetadata } from '../../decorators/metadata-storage';
import type { ServiceDescriptor } from '../../model/service-descriptor';
import { requesterFor } from './connection';
import type { Directory } from './directory';
import { DiscoveredTargets } from './discovered-targets';
import { requestService } from './service-request';
import type { Target } from './target';

/** A system at an app. */
interface SystemTarget extends Target {
  readonly descriptor: ServiceDescriptor;
}

/** Calls the service at one of the live systems that offer it. */
export async function callDiscoveredService(
  directory: Directory,
  caller: RemoteCaller,
  { system, method, input }: WantedService,
  options: DiscoveredCallOptions,
): Promise<unknown> {
  const fits = await fitting(directory, caller, system, method, options.systemId);
  const name = `service '${method}' of ${options.systemId ?? nameOf(system)}`;
  const targets = new DiscoveredTargets<SystemTarget>(
    {
      name,
      hint: 'Publish an app with a system that exposes it and that announces itself in this registry.',
      toTarget: (registration, target) =>
        registration.kind === 'system' && fits(registration.descriptor)
          ? { ...target, descriptor: registration.descriptor }
          : undefined,
    },
    directory,
    caller,
    options,
  );
  const requester = requesterFor(targets, caller, options, name);
  const descriptorOf = (target: Target) => (target as SystemTarget).descriptor; // all targets are made above
  const service = {
    name: method,
    systemIdAt: (target: Target) => descriptorOf(target).systemId,
    entryAt: (target: Target) =>
      descriptorOf(target).services.find((entry) => entry.name === method),
  };
  return requestService(requester, service, input, options);
}

/**
 * Which systems are meant: those that offer all that the class exposes and the method called; among them those of the
 * class's own id or name, where there are any. Replicas and subsystems may be called otherwise.
 */
async function fitting(
  directory: Directory,
  { clock }: RemoteCaller,
  system: WantedService['system'],
  method: string,
  systemId: string | undefined,
): Promise<(descriptor: ServiceDescriptor) => boolean> {
  const wanted = new Set([method, ...readExposed(system).map((exposed) => exposed.method)]);
  const { id, name } = readSystemMetadata(system) ?? {};
  const offersAll = ({ services }: ServiceDescriptor): boolean => {
    const offered = new Set(services.map((service) => service.name));
    return [...wanted].every((one) => offered.has(one));
  };
  if (systemId !== undefined) return (found) => found.systemId === systemId && offersAll(found);
  const isNamed = (found: ServiceDescriptor): boolean =>
    found.systemId === id || (name !== undefined && found.systemName === name);
  const listed = await directory.list(clock);
  const hasNamed = listed.some(
    (one) => one.kind === 'system' && offersAll(one.descriptor) && isNamed(one.descriptor),
  );
  return (found) => offersAll(found) && (!hasNamed || isNamed(found));
}

function nameOf(system: WantedService['system']): string {
  return typeof system === 'function' && system.name !== '' ? system.name : 'a system';
}
