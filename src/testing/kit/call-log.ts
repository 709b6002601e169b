import { AsyncLocalStorage } from 'node:async_hooks';

import type { HolonErrorCode } from '../../errors/error-codes';
import { isHolonError } from '../../errors/holon-error';
import { type CallPlace, callPlace, placeOf } from './call-place';
import { kitError, told, toldAtOnce } from './kit-error';

/** A call of the kit that has not ended. */
interface RunningCall {
  /** As it is written: `test.tick()`. */
  readonly name: string;
  readonly place: CallPlace;
  /** Whether it moves time, so that no other call that does may begin. */
  readonly movesTime: boolean;
  /** Whether it may be left waiting while time moves, as a request is until its reply comes. */
  readonly mayWait?: boolean;
  /** False once all that can happen now has happened: what it still waits for needs time. */
  isFresh: boolean;
}

/** Errors that no test expects of the kit: it has failed with them. */
const FAILED: readonly HolonErrorCode[] = [
  'HOLON_NOT_AWAITED',
  'HOLON_NOT_DONE',
  'HOLON_EXPECTATION_FAILED',
];

/** Which calls of a test are under way, so that a forgotten `await` is told and not guessed from strange results. */
export class CallLog {
  /** Whether the kit has told the test that it fails, and no call has succeeded since: a test that goes on meant it to. */
  hasFailed = false;
  private readonly running = new Set<RunningCall>();
  /** Set in everything that the app does and in what calls of the kit call: there nothing was forgotten. */
  private readonly inside = new AsyncLocalStorage<string>();

  /** Runs what is the app's own doing. */
  app<R>(work: () => R): R {
    return this.inside.run('the app', work);
  }

  /**
   * Runs a call that moves time, or makes steps, with no other beside it.
   * @throws HOLON_NOT_AWAITED, HOLON_WRONG_STATE from within another call
   */
  async moving<R>(name: string, work: () => Promise<R>): Promise<R> {
    const outer = this.inside.getStore();
    if (outer !== undefined) {
      throw kitError('HOLON_WRONG_STATE', `${name} was called from within ${outer}`, {
        hint: 'Time is moved from the test alone: call it there, after what runs has ended.',
      });
    }
    this.checkAwaited(name, (call) => call.movesTime || (call.isFresh && call.mayWait !== true));
    return this.track(name, { movesTime: true }, work);
  }

  /** Runs a call that changes something; `settle` ends when all that can happen at once has happened. */
  async changing<R>(name: string, work: () => Promise<R>, settle: () => Promise<void>): Promise<R> {
    return this.track(name, { movesTime: false }, async (call) => {
      const changed = work();
      changed.catch(() => undefined); // awaited below
      await settle();
      call.isFresh = false;
      return changed;
    });
  }

  /** Notes a call of a client's; one that answers at once is done with. `settle` as in `changing`. */
  asking(name: string, work: () => unknown, settle: () => Promise<void>): unknown {
    // What is called within, the callback of a transaction or a handler, may look: it is part of the call.
    const result = toldAtOnce(() => this.inside.run(name, work));
    if (!(result instanceof Promise) || this.inside.getStore() !== undefined) return result;
    const place = callPlace();
    const call: RunningCall = { name, place, movesTime: false, mayWait: true, isFresh: true };
    this.running.add(call);
    void settle().then(() => {
      call.isFresh = false;
    });
    // A promise of its own: one that is handled here would hide from Node that nobody handles it.
    return told(() => result, place).finally(() => this.running.delete(call));
  }

  /** Before a look at what has happened. @throws HOLON_NOT_AWAITED */
  looking(name: string): void {
    if (this.inside.getStore() !== undefined) return;
    this.checkAwaited(name, (call) => call.isFresh);
    this.hasFailed = false;
  }

  /** What has not ended, a sentence each. */
  get unfinished(): readonly string[] {
    return [...this.running].map(({ name, place }) => `${name} at ${placeOf(place)}`);
  }

  private async track<R>(
    name: string,
    { movesTime }: { readonly movesTime: boolean },
    work: (call: RunningCall) => Promise<R>,
  ): Promise<R> {
    const call: RunningCall = { name, place: callPlace(), movesTime, isFresh: true };
    const goesOn = this.hasFailed;
    this.running.add(call);
    try {
      const result = await told(() => this.inside.run(name, () => work(call)), call.place);
      if (goesOn) this.hasFailed = false;
      return result;
    } catch (error) {
      if (isHolonError(error) && FAILED.includes(error.code)) this.hasFailed = true;
      throw error;
    } finally {
      this.running.delete(call);
    }
  }

  private checkAwaited(name: string, isMeant: (call: RunningCall) => boolean): void {
    const call = [...this.running].find(isMeant);
    if (call === undefined) return;
    this.hasFailed = true;
    const message = `${name} was called while ${call.name} is under way, begun at ${placeOf(call.place)}`;
    throw kitError('HOLON_NOT_AWAITED', message, {
      hint: `Write \`await ${call.name}\` there.`,
    });
  }
}
