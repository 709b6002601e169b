import type { Provider } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import type { HolonError } from '../errors/holon-error';
import type { Topology } from '../model/topology';
import { describeTopology } from './describe-topology';
import { planApp } from './plan-app';
import { findWarnings } from './warnings';

/** What `checkApp` found. */
export interface AppCheck {
  readonly topology: Topology;
  readonly problems: readonly HolonError[];
  /** What is allowed but probably not meant, a sentence each. */
  readonly warnings: readonly string[];
}

/** Reads and checks an app without constructing or starting anything: what `holon check` shows. */
export function checkApp(
  root: SystemClass,
  options: { readonly providers?: readonly Provider[] } = {},
): AppCheck {
  const { systems, problems } = planApp(root, options.providers ?? []);
  const topology = describeTopology(systems);
  return { topology, problems, warnings: findWarnings(systems, topology) };
}
