import { readChannelMetadata } from '../decorators/metadata-storage';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { pathOf, type SystemPlan } from './system-plan';

/** The systems that own each channel, in order. */
export function ownersOf(
  plans: readonly SystemPlan[],
): ReadonlyMap<AnyChannelClass, readonly SystemPlan[]> {
  const owners = new Map<AnyChannelClass, SystemPlan[]>();
  for (const plan of plans) {
    for (const channel of plan.metadata.channels.own ?? []) {
      const known = owners.get(channel);
      if (known === undefined) owners.set(channel, [plan]);
      else known.push(plan);
    }
  }
  return owners;
}

/** Whether system ids and channel ids are unique and every channel has one owner. */
export function checkIds(plans: readonly SystemPlan[]): readonly HolonError[] {
  const problems: HolonError[] = [];
  const systems = new Map<string, SystemPlan>();
  for (const plan of plans) {
    const first = systems.get(plan.id);
    if (first === undefined) systems.set(plan.id, plan);
    else {
      problems.push(
        new HolonError(
          'HOLON_DUPLICATE_ID',
          `System id '${plan.id}' is used twice: at ${pathOf(first).join(' → ')} and at ${pathOf(plan).join(' → ')}`,
          { path: pathOf(plan), hint: "Give one of them another id: @Subsystem(…, { id: '…' })." },
        ),
      );
    }
  }
  const channels = new Map<string, AnyChannelClass>();
  for (const [channel, owners] of ownersOf(plans)) {
    const id = readChannelMetadata(channel)?.id;
    const [owner, ...others] = owners;
    // Who declares as own what it was handed is told so by the check of grants.
    const second = others.find((other) => !other.handed.has(channel));
    const path = owner === undefined ? [] : pathOf(owner);
    if (id === undefined) {
      problems.push(
        new HolonError('HOLON_INVALID_DECORATOR', `${channel.name} is no channel of an app`, {
          path,
          hint: `Decorate it: @Channel({ id: '…' }) class ${channel.name} …`,
        }),
      );
      continue;
    }
    const other = channels.get(id);
    if (other === undefined) channels.set(id, channel);
    else {
      problems.push(
        new HolonError(
          'HOLON_DUPLICATE_ID',
          `Channel id '${id}' is used twice: by ${other.name} and by ${channel.name}`,
          { path },
        ),
      );
    }
    if (second !== undefined) {
      problems.push(
        new HolonError(
          'HOLON_DUPLICATE_ID',
          `${channel.name} is owned twice: by '${owner?.id ?? ''}' and by '${second.id}'`,
          {
            path: pathOf(second),
            hint:
              second.systemClass === owner?.systemClass
                ? 'A system that stands in an app more than once cannot own channels: let its parent own them.'
                : 'Let one system own it and hand it to the other.',
          },
        ),
      );
    }
  }
  return problems;
}
