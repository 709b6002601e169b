import type { simulate, SimulationSettings } from 'holon/testing';

/** A small app, somebody who uses it, and what must hold of it. */
export interface World {
  readonly name: string;
  readonly root: Parameters<typeof simulate>[0];
  readonly settings: SimulationSettings;
}

/** Whether no number is in the list twice. */
export function areUnique(numbers: readonly number[]): boolean {
  return new Set(numbers).size === numbers.length;
}

/** Whether both lists hold the same numbers, in whatever order. */
export function areSame(left: readonly number[], right: readonly number[]): boolean {
  const sorted = (numbers: readonly number[]) => [...numbers].sort((a, b) => a - b).join();
  return sorted(left) === sorted(right);
}
