import { readConsumed, readSubsystems, readSystemMetadata } from '../decorators/metadata-storage';
import type { SubsystemMetadata, SystemClass } from '../decorators/metadata';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { isFirstReplica, pathOf, type Grant, type SystemPlan } from './system-plan';

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
  const metadata = typeof systemClass === 'function' ? readSystemMetadata(systemClass) : undefined;
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
    id: baseId + replicaSuffix(replica, parent),
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
    const classes = ancestors(plan)
      .slice(0, cycleAt + 1)
      .reverse();
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

/** `-2` for the second replica and for all below it: ids stay unique. */
function replicaSuffix(replica: number | undefined, parent: SystemPlan | undefined): string {
  const above = parent === undefined ? '' : replicaSuffix(parent.replica, parent.parent);
  return replica === undefined ? above : `${above}-${String(replica)}`;
}

function ancestors(plan: SystemPlan): readonly SystemPlan[] {
  return plan.parent === undefined ? [] : [plan.parent, ...ancestors(plan.parent)];
}

/**
 * What `parent` hands on. What it hands on without having it is reported here, and taken for handed on from here down,
 * so that one gap is one problem.
 */
function grantsFor(
  parent: SystemPlan,
  sub: SubsystemMetadata,
  problems: HolonError[],
): ReadonlyMap<AnyChannelClass, Grant> {
  const grants = new Map<AnyChannelClass, Grant>();
  const childId = sub.id ?? readSystemMetadata(sub.system)?.id ?? sub.system.name;
  const path = [...pathOf(parent), childId];
  for (const channel of new Set([...sub.channels.read, ...sub.channels.write])) {
    const named = {
      read: sub.channels.read.includes(channel),
      write: sub.channels.write.includes(channel),
    };
    const isOwn = parent.metadata.channels.own?.includes(channel) === true;
    const has = isOwn ? { read: true, write: true } : parent.handed.get(channel);
    const common = {
      read: has?.read === true && named.read,
      write: has?.write === true && named.write,
    };
    if (common.read || common.write) {
      grants.set(channel, common);
      continue;
    }
    grants.set(channel, named);
    if (!isFirstReplica(parent)) continue;
    const what = `'${parent.id}' hands ${channel.name} to '${childId}'`;
    const mode = named.read ? 'read' : 'write';
    problems.push(
      has === undefined
        ? new HolonError('HOLON_GRANT_MISSING', `${what} but neither owns it nor was handed it`, {
            path,
            hint: `Add ${channel.name} to own of '${parent.id}', or hand it to '${parent.id}' from above.`,
          })
        : new HolonError(
            'HOLON_GRANT_MODE',
            `${what} for '${mode}' but was not handed that mode itself`,
            {
              path,
              hint: `Hand ${channel.name} to '${parent.id}' for '${mode}', or do not hand it on.`,
            },
          ),
    );
  }
  return grants;
}
