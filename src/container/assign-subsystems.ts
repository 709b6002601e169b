import type { SystemPlan } from './system-plan';

/** Sets the parent's `@Subsystem` properties: an array where the property is one, else the (first) instance. */
export function assignSubsystems(
  parent: object,
  children: readonly (readonly [SystemPlan, object])[],
): void {
  const byProperty = new Map<string, (readonly [SystemPlan, object])[]>();
  for (const child of children) {
    const property = child[0].declared?.property ?? '';
    byProperty.set(property, [...(byProperty.get(property) ?? []), child]);
  }
  for (const [property, built] of byProperty) {
    const declared = built[0]?.[0].declared;
    const isArray = declared?.propertyIsArray ?? declared?.replicas !== undefined;
    const instances = built.map(([, instance]) => instance);
    Object.defineProperty(parent, property, {
      value: isArray ? Object.freeze(instances) : instances[0],
      enumerable: true,
    });
  }
}
