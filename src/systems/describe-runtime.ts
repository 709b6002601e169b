import type { SystemClass } from '../decorators/metadata';
import { readSystemMetadata } from '../decorators/metadata-storage';
import { describeSystem } from './describe-system';
import type { AppHealth, PublishedSystem } from './published-app';
import type { SystemRuntime } from './system-runtime';

/** A system that was built by hand, for transports. It has what it added itself; nothing else is declared of it. */
export function describeRuntime(runtime: SystemRuntime): PublishedSystem {
  const { id, name, instance } = runtime.spec;
  const systemClass = instance.constructor as SystemClass; // what made the instance
  const channelIds = runtime.channels.map((channel) => channel.id);
  const descriptor = describeSystem({
    id,
    name,
    systemClass,
    description: readSystemMetadata(systemClass)?.description ?? '',
    channelsRead: channelIds,
    channelsWrite: channelIds,
  });
  return { descriptor, instance, serve: (call) => runtime.serve(call) };
}

/** What a tree of systems built by hand is doing. Parents first. */
export function treeHealth(runtimes: readonly SystemRuntime[]): AppHealth {
  const systems = runtimes.map((runtime) => runtime.health());
  const state = systems[0]?.state ?? 'init';
  if (state === 'init') return { status: 'starting', systems };
  if (state === 'draining' || state === 'stopped') return { status: state, systems };
  const failed = systems.some((system) => system.state === 'error');
  return { status: failed ? 'degraded' : 'ok', systems };
}
