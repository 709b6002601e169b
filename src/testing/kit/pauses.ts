import type { HolonError } from '../../errors/holon-error';
import type { SystemRuntime } from '../../systems/system-runtime';
import { type CallPlace, callPlace, placeOf } from './call-place';
import { kitError } from './kit-error';

/** Which systems the test has paused, and where it did. */
export class Pauses {
  private readonly places = new Map<SystemRuntime, CallPlace>();

  /** Pauses those that run. */
  pause(systems: readonly SystemRuntime[]): void {
    const place = callPlace();
    for (const system of systems) {
      if (system.state !== 'running') continue;
      system.pause();
      this.places.set(system, place);
    }
  }

  /** Resumes those that the test has paused: what has paused itself goes on pausing. */
  resume(systems: readonly SystemRuntime[]): void {
    for (const system of systems) {
      if (this.places.delete(system) && system.state === 'paused') system.resume();
    }
  }

  /** Before time moves. @throws HOLON_WRONG_STATE while the test has paused a system */
  check(call: string, cure = ''): void {
    for (const system of this.places.keys()) {
      if (system.state === 'paused') throw this.refusal(call, system, cure);
    }
  }

  /** What a call says that a paused system makes senseless; `cure` follows what else may be done. */
  refusal(call: string, system: SystemRuntime, cure = ''): HolonError {
    const place = this.places.get(system);
    const [how, hint] =
      place === undefined
        ? ['has paused itself', `Call resume() of '${system.id}' before it: nobody else ends that.`]
        : [
            `is paused, by test.pause() at ${placeOf(place)}`,
            `Call test.resume() before it${cure}.`,
          ];
    return kitError(
      'HOLON_WRONG_STATE',
      `${call} was called while system '${system.id}' ${how}: it makes no steps and handles no messages`,
      { hint },
    );
  }
}
