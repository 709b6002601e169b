import type { SystemRuntime } from '../../systems/system-runtime';
import type { VirtualClock } from '../virtual-clock';
import { drive } from './drive';
import { kitError } from './kit-error';
import type { Pauses } from './pauses';

/** Makes the steps of systems: by hand, or by letting the clock come to where they are due. */
export class Stepper {
  /** Number and due time of the next step by hand. */
  private readonly next = new Map<
    SystemRuntime,
    { readonly count: number; readonly dueMs: number }
  >();

  constructor(
    private readonly listSystems: () => readonly SystemRuntime[],
    private readonly clock: VirtualClock,
    private readonly pauses: Pauses,
    readonly isByHand: boolean,
  ) {}

  /** @throws HOLON_WRONG_STATE where no system has steps */
  checkSteps(call: string, tested: string): void {
    if (this.listSystems().some((system) => system.hasSteps)) return;
    throw kitError(
      'HOLON_WRONG_STATE',
      `${call} was called, but neither ${tested} nor a system below it has a step()`,
      {
        hint: `Write async step() in ${tested}; what @Consume, run() and timers do happens by test.advance(ms), test.settle() or test.until(…).`,
      },
    );
  }

  /** One step more of every system that has steps, for `call`. @throws HOLON_WRONG_STATE while one of them is paused */
  async tick(withinMs: number, call: string): Promise<void> {
    const systems = this.listSystems().filter((system) => system.hasSteps);
    const paused = systems.find(({ state }) => state === 'paused');
    if (paused !== undefined) throw this.pauses.refusal(call, paused);
    if (this.isByHand) await this.byHand(systems, withinMs);
    else await this.byClock(systems, withinMs);
  }

  /** Milliseconds until every system would have made a step more. */
  get periodMs(): number {
    const systems = this.listSystems().filter((system) => system.hasSteps);
    return Math.max(0, ...systems.map((system) => 1_000 / system.spec.ticksPerSecond));
  }

  /** Parents first; time moves only where a step waits for it. */
  private async byHand(systems: readonly SystemRuntime[], withinMs: number): Promise<void> {
    const { clock } = this;
    for (const system of systems) {
      const { count, dueMs } = this.next.get(system) ?? { count: 0, dueMs: clock.nowMs() };
      const periodMs = 1_000 / system.spec.ticksPerSecond;
      this.next.set(system, {
        count: count + 1,
        dueMs: Math.max(dueMs + periodMs, clock.nowMs()),
      });
      const step = system.stepByHand({ count, dueMs, missed: 0 });
      await drive(step, { clock, withinMs, what: `A step of '${system.id}'` });
    }
  }

  private async byClock(systems: readonly SystemRuntime[], withinMs: number): Promise<void> {
    const { clock } = this;
    const wanted = systems.map((system) => system.stepsMade + 1);
    const endMs = clock.nowMs() + withinMs;
    await clock.settle();
    while (systems.some((system, index) => system.stepsMade < (wanted[index] ?? 0))) {
      const nextMs = clock.nextDueMs();
      if (nextMs === undefined || nextMs > endMs) {
        const late = systems.filter((one, index) => one.stepsMade < (wanted[index] ?? 0));
        throw kitError(
          'HOLON_NOT_DONE',
          `No step of ${late.map(({ id }) => `'${id}'`).join(', ')} has ended within ${String(withinMs)} ms of virtual time`,
          { hint: 'See what the step before it awaits, or allow more: { withinMs }.' },
        );
      }
      await clock.advance(nextMs - clock.nowMs());
    }
  }
}
