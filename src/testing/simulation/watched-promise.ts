import { type CallPlace, callPlace, placeOf } from '../kit/call-place';

/** A promise that knows whether anybody waits for it. */
class WatchedPromise<T> extends Promise<T> {
  isAwaited = false;

  /** What comes of it is a promise like any other. */
  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  override then<A = T, B = never>(
    done?: ((value: T) => A | PromiseLike<A>) | null,
    failed?: ((reason: unknown) => B | PromiseLike<B>) | null,
  ): Promise<A | B> {
    this.isAwaited = true;
    return super.then(done, failed);
  }
}

interface WatchedCall {
  readonly name: string;
  readonly place: CallPlace;
  readonly promise: WatchedPromise<unknown>;
  failure?: { readonly error: unknown };
}

/** A call that somebody should have awaited. */
export interface ForgottenCall {
  /** In a sentence: which, where, and why it failed. */
  readonly what: string;
  readonly error: unknown;
}

/** Calls of a workload. One that fails and that nobody awaits ends no process: it is found here. */
export class WatchedCalls {
  private readonly calls = new Set<WatchedCall>();

  /** Runs a call that its caller has to await. */
  watch<T>(name: string, work: () => Promise<T>): Promise<T> {
    const promise = new WatchedPromise<T>((resolve, reject) => {
      work().then(resolve, reject);
    });
    const call: WatchedCall = { name, place: callPlace(), promise };
    this.calls.add(call);
    // Not by `then` of its own, which would count as somebody who waits.
    void Promise.prototype.then.call(
      promise,
      () => this.calls.delete(call),
      (error: unknown) => {
        call.failure = { error };
      },
    );
    return promise;
  }

  /** The first that nobody awaits: one that has failed, or at the end of the workload, one that is still under way. */
  forgotten({ isEnd }: { readonly isEnd: boolean }): ForgottenCall | undefined {
    for (const call of this.calls) {
      const { failure, name, place, promise } = call;
      if (failure === undefined && !isEnd) continue;
      if (failure !== undefined) this.calls.delete(call); // it is somebody's, or told now
      if (promise.isAwaited) continue;
      const what = `${name} at ${placeOf(place)} was not awaited`;
      if (failure === undefined) return { what, error: undefined };
      const { error } = failure;
      const why = error instanceof Error ? error.message : String(error);
      return { what: `${what}, and failed: ${why}`, error };
    }
    return undefined;
  }
}
