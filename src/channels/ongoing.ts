import { createDeferred, type Deferred } from '../util/deferred';

/** What goes on at this moment, by name, and when nothing does any more. */
export class Ongoing {
  private readonly running = new Set<{ readonly name: string }>();
  private idle: Deferred<void> | undefined;

  get names(): readonly string[] {
    return [...new Set(Array.from(this.running, ({ name }) => name))];
  }

  /** Returns what to call at the end. */
  begin(name: string): () => void {
    const one = { name };
    this.running.add(one);
    return () => {
      this.running.delete(one);
      if (this.running.size > 0) return;
      this.idle?.resolve();
      this.idle = undefined;
    };
  }

  whenIdle(): Promise<void> {
    if (this.running.size === 0) return Promise.resolve();
    this.idle ??= createDeferred();
    return this.idle.promise;
  }
}
