import { checkConsumers } from '../decorators/check-consumers';
import { HolonError } from '../errors/holon-error';
import type { AnyChannelClass } from '../model/channel-class';
import { isFirstReplica, pathOf, type SystemPlan } from './system-plan';

/** Whether every system declares what it was given, and was given what it uses. */
export function checkGrants(plans: readonly SystemPlan[]): readonly HolonError[] {
  // Replicas are declared once: the first speaks for all.
  return plans
    .filter(isFirstReplica)
    .flatMap((plan) => [...checkDeclared(plan), ...checkUsed(plan), ...checkConsumed(plan)]);
}

function checkDeclared(plan: SystemPlan): HolonError[] {
  const problems: HolonError[] = [];
  const { own = [], read = [], write = [] } = plan.metadata.channels;
  const path = pathOf(plan);
  for (const channel of own) {
    if (!plan.handed.has(channel)) continue;
    problems.push(
      new HolonError(
        'HOLON_GRANT_MODE',
        `'${plan.id}' declares ${channel.name} as own but is handed it by '${plan.parent?.id ?? ''}'`,
        {
          path,
          hint: `Declare ${channel.name} under read or write; only one system owns a channel.`,
        },
      ),
    );
  }
  for (const [mode, channels] of [
    ['read', read],
    ['write', write],
  ] as const) {
    for (const channel of channels) {
      if (own.includes(channel)) continue;
      const grant = plan.handed.get(channel);
      if (grant === undefined) problems.push(missing(plan, channel, mode));
      else if (!grant[mode]) {
        problems.push(
          new HolonError(
            'HOLON_GRANT_MODE',
            `'${plan.id}' declares '${mode}' of ${channel.name} but is handed it only for '${grant.read ? 'read' : 'write'}'`,
            {
              path,
              hint: `In ${plan.parent?.systemClass.name ?? ''}: hand ${channel.name} on for '${mode}' too, or do not declare it.`,
            },
          ),
        );
      }
    }
  }
  return problems;
}

function missing(plan: SystemPlan, channel: AnyChannelClass, mode: 'read' | 'write'): HolonError {
  const parent = plan.parent;
  const message = `'${plan.id}' declares '${mode}' of ${channel.name} but was not handed it`;
  if (parent === undefined) {
    return new HolonError('HOLON_GRANT_MISSING', message, {
      path: pathOf(plan),
      hint: `'${plan.id}' is the root and has no parent: declare channelAccess({ own: [${channel.name}] }).`,
    });
  }
  const property = plan.declared?.property ?? '';
  return new HolonError('HOLON_GRANT_MISSING', message, {
    path: pathOf(plan),
    hint: `In ${parent.systemClass.name}: @Subsystem(${plan.systemClass.name}, { channels: [${channel.name}] }) ${property}`,
  });
}

function checkUsed(plan: SystemPlan): HolonError[] {
  const { read = [], write = [], own = [] } = plan.metadata.channels;
  const problems: HolonError[] = [];
  for (const channel of plan.handed.keys()) {
    const declared = [...read, ...write, ...own].includes(channel);
    const handedOn = plan.children.some((child) => child.handed.has(channel));
    if (declared || handedOn) continue;
    problems.push(
      new HolonError(
        'HOLON_GRANT_UNUSED',
        `'${plan.id}' is handed ${channel.name} but neither declares it nor hands it on`,
        {
          path: pathOf(plan),
          hint: `Remove ${channel.name} from @Subsystem(${plan.systemClass.name}, …) in ${plan.parent?.systemClass.name ?? ''}.`,
        },
      ),
    );
  }
  return problems;
}

/** `@System` has checked its own class; a subclass without `@System` may have added consumers. */
function checkConsumed(plan: SystemPlan): HolonError[] {
  const { systemClass, metadata } = plan;
  try {
    checkConsumers(systemClass, `@Consume in ${systemClass.name}`, metadata.channels);
    return [];
  } catch (error) {
    if (!(error instanceof HolonError)) throw error;
    return [new HolonError(error.code, error.message, { path: pathOf(plan), hint: error.hint })];
  }
}
