import type { Tick } from '../model/system-state';

/** What a system may implement; a plain class has whichever of them it needs. */
export interface SystemHooks {
  /** Once, before anything runs, after the channels of this system and its parents have started. */
  readonly setup?: () => unknown;
  /** Every tick, one at a time. */
  readonly step?: (tick: Tick) => unknown;
  /** Instead of `step`: one long run that ends when `signal` aborts or the inbox is shut down. */
  readonly run?: (signal: AbortSignal) => unknown;
  /** Instead of a log line when `step` or `run` throws. The system goes on. */
  readonly onStepError?: (error: unknown, tick: Tick) => unknown;
  /** Once, after everything of this system has ended. */
  readonly onStop?: () => unknown;
}

/** The instance as what its hooks are called on. Members that are no functions count as absent. */
export function hooksOf(instance: object): SystemHooks {
  const candidate = instance as Readonly<Record<keyof SystemHooks, unknown>>; // read, checked below, never written
  const bound = <K extends keyof SystemHooks>(name: K): Pick<SystemHooks, K> | undefined => {
    const member = candidate[name];
    if (typeof member !== 'function') return undefined;
    return { [name]: member.bind(instance) as SystemHooks[K] } as Pick<SystemHooks, K>; // one key, one function
  };
  return {
    ...bound('setup'),
    ...bound('step'),
    ...bound('run'),
    ...bound('onStepError'),
    ...bound('onStop'),
  };
}
