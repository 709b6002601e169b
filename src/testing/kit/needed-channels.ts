import type { SystemClass } from '../../decorators/metadata';
import { readSubsystems, readSystemMetadata } from '../../decorators/metadata-storage';
import type { AnyChannelClass } from '../../model/channel-class';

/** The channels that a system has itself, and those that it has to be handed by its parent. */
export interface NeededChannels {
  readonly own: ReadonlySet<AnyChannelClass>;
  readonly read: ReadonlySet<AnyChannelClass>;
  readonly write: ReadonlySet<AnyChannelClass>;
}

/** What `system` declares, and what it hands on without owning it. */
export function neededChannels(system: SystemClass): NeededChannels {
  const declared = readSystemMetadata(system)?.channels ?? {};
  const own = new Set(declared.own ?? []);
  const read = new Set(declared.read ?? []);
  const write = new Set(declared.write ?? []);
  for (const { channels } of readSubsystems(system)) {
    for (const channel of channels.read) if (!own.has(channel)) read.add(channel);
    for (const channel of channels.write) if (!own.has(channel)) write.add(channel);
  }
  return { own, read, write };
}
