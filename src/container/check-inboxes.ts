import { HolonError } from '../errors/holon-error';
import { isFirstReplica, pathOf, type SystemPlan } from './system-plan';

/** The siblings whose inboxes the outbox of `plan` feeds; replicas count each. */
export function nextOf(plan: SystemPlan): readonly SystemPlan[] {
  const next = plan.declared?.next ?? [];
  if (next.length === 0) return [];
  return (plan.parent?.children ?? []).filter((sibling) => next.includes(sibling.systemClass));
}

/** The siblings whose outboxes feed the inbox of `plan`. */
export function feedersOf(plan: SystemPlan): readonly SystemPlan[] {
  if (plan.metadata.inbox === undefined) return [];
  const siblings = plan.parent?.children ?? [];
  return siblings.filter(({ declared }) => declared?.next.includes(plan.systemClass) === true);
}

/** Whether every `next` names a sibling with an inbox, without a cycle. */
export function checkInboxes(plans: readonly SystemPlan[]): readonly HolonError[] {
  const problems: HolonError[] = [];
  for (const plan of plans) {
    if (!isFirstReplica(plan)) continue;
    const siblings = plan.parent?.children ?? [];
    for (const target of plan.declared?.next ?? []) {
      const found = siblings.find((sibling) => sibling.systemClass === target);
      if (found?.metadata.inbox !== undefined) continue;
      const why =
        found === undefined ? `is no subsystem of '${plan.parent?.id ?? ''}'` : 'has no inbox';
      problems.push(
        new HolonError('HOLON_INVALID_DECORATOR', `next of '${plan.id}': ${target.name} ${why}`, {
          path: pathOf(plan),
          hint: `Declare ${target.name} beside it, with @System({ …, inbox: true }).`,
        }),
      );
    }
    const cycle = cycleFrom(plan, [plan]);
    if (cycle !== undefined) {
      const names = [...cycle, plan].map((one) => one.id).join(' → ');
      problems.push(
        new HolonError('HOLON_CYCLE', `Inboxes feed each other: ${names}`, {
          path: pathOf(plan),
          hint: 'Remove one `next` on this path: a chain must end, or it cannot be shut down in order.',
        }),
      );
    }
  }
  return problems;
}

/** The way back to `path[0]`; each cycle is found from the first of its systems in the order of declaration. */
function cycleFrom(
  plan: SystemPlan,
  path: readonly SystemPlan[],
): readonly SystemPlan[] | undefined {
  const start = path[0];
  for (const next of nextOf(plan)) {
    if (next === start) return path;
    const siblings = start?.parent?.children ?? [];
    if (
      path.includes(next) ||
      (start !== undefined && siblings.indexOf(next) < siblings.indexOf(start))
    ) {
      continue;
    }
    const found = cycleFrom(next, [...path, next]);
    if (found !== undefined) return found;
  }
  return undefined;
}
