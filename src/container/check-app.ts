import type { Provider } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import type { HolonError } from '../errors/holon-error';
import type { ChannelSecurity } from '../model/channel-security';
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

/** What `createApp` will be given, as far as it can be checked before. */
export interface CheckAppOptions {
  readonly providers?: readonly Provider[];
  readonly security?: ChannelSecurity;
}

/** Reads and checks an app without constructing or starting anything: what `holon check` shows. */
export function checkApp(root: SystemClass, options: CheckAppOptions = {}): AppCheck {
  const { systems, problems } = planApp(root, options.providers ?? []);
  const topology = describeTopology(systems);
  return { topology, problems, warnings: findWarnings(systems, topology, options.security) };
}
