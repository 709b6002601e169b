import { readConsumed, readSubsystems, readSystemMetadata } from '../decorators/metadata-storage';
import type { SubsystemMetadata, SystemClass } from '../decorators/metadata';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { pathOf, type Grant, type SystemPlan } from './system-plan';

/** What `explore` found. */
export interface Exploration {
  /** Undefined only where the root class itself is no system. */
  readonly root: SystemPlan | undefined;
  readonly problems: readonly HolonError[];
}

/** Reads the decorators of `root` and of everything below it into plans. Constructs nothing. */
export function explore(root: SystemClass): Exploration {
  const problems: HolonError[] = [];
  const plan = planSystem(root, undefined, undefined, undefined, new Map(), problems);
  return { root: plan, problems };
}

function planSystem(
  systemClass: SystemClass,
  parent: SystemPlan | undefined,
  declared: SubsystemMetadata | undefined,
  replica: number | undefined,
  handed: ReadonlyMap<AnyChannelClass, Grant>,
  problems: HolonError[],
): SystemPlan | undefined {
  const above = parent === undefined ? [] : pathOf(parent);
  const metadata =
    typeof systemClass === 'function' ? readSystemMetadata(systemClass) : undefined;
  if (metadata === undefined) {
    const name = typeof systemClass === 'function' ? systemClass.name : String(systemClass);
    problems.push(
      new HolonError('HOLON_INVALID_DECORATOR', `${name} is no system`, {
        hint: `Decorate it: @System({ id: '…' }) class ${name} { … }`,
        path: [...above, name],
      }),
    );
    return undefined;
  }
  const baseId = declared?.id ?? metadata.id;
  const children: SystemPlan[] = [];
  const plan: SystemPlan = {
    id: replica === undefined ? baseId : `${baseId}-${String(replica)}`,
    name: declared?.name ?? metadata.name,
    systemClass,
    metadata,
    parent,
    children,
    declared,
    replica,
    ticksPerSecond: declared?.ticksPerSecond ?? metadata.ticksPerSecond,
    handed,
    consumed: readConsumed(systemClass),
  };
  const cycleAt = ancestors(plan).findIndex((ancestor) => ancestor.systemClass === systemClass);
  if (cycleAt >= 0) {
    const classes = ancestors(plan).slice(0, cycleAt + 1).reverse();
    const names = [...classes, plan].map((one) => one.systemClass.name);
    problems.push(
      new HolonError('HOLON_CYCLE', `Systems contain each other: ${names.join(' → ')}`, {
        path: pathOf(plan),
        hint: 'Remove one of the @Subsystem declarations on this path.',
      }),
    );
    return undefined;
  }
  for (const sub of readSubsystems(systemClass)) {
    const grants = grantsFor(plan, sub, problems);
    const numbers =
      sub.replicas === undefined
        ? [undefined]
        : Array.from({ length: sub.replicas }, (_, index) => index + 1);
    for (const number of numbers) {
      const child = planSystem(sub.system, plan, sub, number, grants, problems);
      if (child === undefined) break;
      children.push(child);
    }
  }
  return plan;
}

function ancestors(plan: SystemPlan): readonly SystemPlan[] {
  return plan.parent === undefined ? [] : [plan.parent, ...ancestors(plan.parent)];
}

/** What `parent` really hands on: the modes it names, as far as it has them itself. */
function grantsFor(
  parent: SystemPlan,
  sub: SubsystemMetadata,
  problems: HolonError[],
): ReadonlyMap<AnyChannelClass, Grant> {
  const grants = new Map<AnyChannelClass, Grant>();
  for (const channel of new Set([...sub.channels.read, ...sub.channels.write])) {
    const own = parent.metadata.channels.own?.includes(channel) === true;
    const has = own ? { read: true, write: true } : parent.handed.get(channel);
    const path = [...pathOf(parent), sub.id ?? sub.system.name];
    if (has === undefined) {
      problems.push(
        new HolonError(
          'HOLON_GRANT_MISSING',
          `'${parent.id}' hands ${channel.name} to ${sub.system.name} but neither owns it nor was handed it`,
          {
            path,
            hint: `Add ${channel.name} to own of '${parent.id}', or hand it to '${parent.id}' from above.`,
          },
        ),
      );
      continue;
    }
    const grant = {
      read: has.read && sub.channels.read.includes(channel),
      write: has.write && sub.channels.write.includes(channel),
    };
    if (!grant.read && !grant.write) {
      const mode = sub.channels.read.includes(channel) ? 'read' : 'write';
      problems.push(
        new HolonError(
          'HOLON_GRANT_MODE',
          `'${parent.id}' hands ${channel.name} to ${sub.system.name} for '${mode}' but was not handed that mode itself`,
          { path },
        ),
      );
      continue;
    }
    grants.set(channel, grant);
  }
  return grants;
}
