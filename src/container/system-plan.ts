import type { AnyChannelClass } from '../model/channel-class';
import type {
  ConsumeMetadata,
  SubsystemMetadata,
  SystemClass,
  SystemMetadata,
} from '../decorators/metadata';

/** The modes in which a system was handed a channel by its parent. */
export interface Grant {
  readonly read: boolean;
  readonly write: boolean;
}

/** One system to be built: what its decorators and its parent say of it, before anything exists. */
export interface SystemPlan {
  readonly id: string;
  readonly name: string;
  readonly systemClass: SystemClass;
  readonly metadata: SystemMetadata;
  readonly parent: SystemPlan | undefined;
  readonly children: readonly SystemPlan[];
  /** How the parent declares it; undefined for the root. */
  readonly declared: SubsystemMetadata | undefined;
  /** 1-based number among its replicas; undefined where there is only one. */
  readonly replica: number | undefined;
  readonly ticksPerSecond: number;
  readonly handed: ReadonlyMap<AnyChannelClass, Grant>;
  readonly consumed: readonly ConsumeMetadata[];
}

/** Ids from the root to this system. */
export function pathOf(plan: SystemPlan): readonly string[] {
  return plan.parent === undefined ? [plan.id] : [...pathOf(plan.parent), plan.id];
}

/** False for what stands in the app once more because it, or a system above it, has replicas. */
export function isFirstReplica(plan: SystemPlan): boolean {
  if (plan.replica !== undefined && plan.replica > 1) return false;
  return plan.parent === undefined || isFirstReplica(plan.parent);
}

/** The plan and everything below it, parents first. */
export function flatten(plan: SystemPlan): readonly SystemPlan[] {
  return [plan, ...plan.children.flatMap(flatten)];
}
