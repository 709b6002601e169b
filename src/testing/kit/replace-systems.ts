import type { SubsystemMetadata, SystemClass, SystemMetadata } from '../../decorators/metadata';
import { ownRecord, readSubsystems, readSystemMetadata } from '../../decorators/metadata-storage';
import type { AnyChannelClass } from '../../model/channel-class';
import { kitError } from './kit-error';
import { neededChannels } from './needed-channels';

/** A system class and the one that stands in for it. */
export type SystemOverride = readonly [real: SystemClass, fake: SystemClass];

/** A tree of systems in which some are others than declared. */
export interface ReplacedTree {
  readonly root: SystemClass;
  /** What stands for each class of the declared tree that is not itself there any more, and for each fake. */
  readonly standsFor: ReadonlyMap<SystemClass, SystemClass>;
}

/**
 * The tree below `root` with every `real` replaced by its `fake`. A fake has the id, the name and the access of the
 * system it stands in for, no more, and need be no system itself; what lies below the real one is not there.
 * Classes are extended, never changed.
 * @throws HOLON_UNKNOWN_OVERRIDE when a fake asks for channels that the real system does not have
 */
export function replaceSystems(
  root: SystemClass,
  overrides: readonly SystemOverride[],
): ReplacedTree {
  const replacing = new Replacing(overrides);
  const replaced = replacing.of(root);
  return { root: replaced, standsFor: replacing.standsFor };
}

class Replacing {
  readonly standsFor = new Map<SystemClass, SystemClass>();
  /** Classes on the way down, so that a tree which contains itself ends here and is refused by the app's own check. */
  private readonly above = new Set<SystemClass>();
  private readonly fakes: ReadonlyMap<SystemClass, SystemClass>;

  constructor(overrides: readonly SystemOverride[]) {
    this.fakes = new Map(overrides);
  }

  of(system: SystemClass): SystemClass {
    const known = this.standsFor.get(system);
    if (known !== undefined) return known;
    const fake = this.fakes.get(system);
    const replaced = fake === undefined ? this.withOtherParts(system) : standIn(system, fake);
    if (replaced !== system) this.standsFor.set(system, replaced);
    if (fake !== undefined) this.standsFor.set(fake, replaced);
    return replaced;
  }

  private withOtherParts(system: SystemClass): SystemClass {
    if (this.above.has(system)) return system;
    this.above.add(system);
    const declared = readSubsystems(system);
    const changed = declared.map((one) => this.part(one));
    this.above.delete(system);
    if (changed.every((one, index) => one === declared[index])) return system;
    const extended = extend(system);
    const { subsystems } = ownRecord(extended);
    for (const one of changed) subsystems.set(one.property, one);
    return extended;
  }

  /** The same object where nothing about it is another. */
  private part(declared: SubsystemMetadata): SubsystemMetadata {
    const system = this.of(declared.system);
    const next = declared.next.map((one) => this.of(one));
    const isSame = (one: SystemClass, index: number): boolean => one === declared.next[index];
    if (system === declared.system && next.every(isSame)) return declared;
    if (system === declared.system) return Object.freeze({ ...declared, next });
    // What only the replaced systems used is handed on no more, or the app would refuse it as unused.
    const { own, read, write } = neededChannels(system);
    const isUsed = (channel: AnyChannelClass): boolean =>
      own.has(channel) || read.has(channel) || write.has(channel);
    const channels = {
      read: declared.channels.read.filter(isUsed),
      write: declared.channels.write.filter(isUsed),
    };
    return Object.freeze({ ...declared, system, next, channels });
  }
}

function standIn(real: SystemClass, fake: SystemClass): SystemClass {
  const metadata = readSystemMetadata(real);
  if (metadata === undefined) return fake; // refused by the check of overrides
  const own = readSystemMetadata(fake);
  if (own !== undefined) checkAccess(real, metadata, fake, own);
  const extended = extend(fake);
  ownRecord(extended).system = Object.freeze({
    ...metadata,
    providers: [...metadata.providers, ...(own?.providers ?? [])],
  });
  return extended;
}

function checkAccess(
  real: SystemClass,
  allowed: SystemMetadata,
  fake: SystemClass,
  asked: SystemMetadata,
): void {
  for (const mode of ['own', 'read', 'write'] as const) {
    const { own = [], [mode]: also = [] } = allowed.channels;
    const beyond = (asked.channels[mode] ?? []).find((one) => ![...own, ...also].includes(one));
    if (beyond === undefined) continue;
    throw kitError(
      'HOLON_UNKNOWN_OVERRIDE',
      `${fake.name} stands in for ${real.name} but declares '${mode}' of ${beyond.name}, which ${real.name} does not have`,
      { hint: `Give ${fake.name} the access of ${real.name}, or declare it in ${real.name} too.` },
    );
  }
}

/** A class of the same name that has metadata of its own. */
function extend(system: SystemClass): SystemClass {
  const extended = class extends system {};
  Object.defineProperty(extended, 'name', { value: system.name });
  return extended;
}
