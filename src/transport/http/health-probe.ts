import { within } from '../../channels/within';
import { createMessage } from '../../model/channel-message';
import type { PublishedApp } from '../../systems/published-app';

/** A log that nobody else uses: it holds one message, which each probe replaces. */
const PROBE_LOG = '$holon.probe';
/** A store that has not answered by then is not usable either. */
const BOUND_MS = 2_000;
/** One answer serves everybody who asks within this time: asking must not be a way to keep a disk busy. */
const FRESH_MS = 1_000;

type Environment = PublishedApp['environment'];

/** Finds out whether a store takes writes, by one small write a second at most. */
export class StoreProbe {
  private last: { readonly atMs: number; readonly isWritable: Promise<boolean> } | undefined;
  private writing: Promise<void> | undefined;
  private wasWritable = true;

  constructor(private readonly environment: Environment) {}

  /** Never rejects, and answers within two seconds. */
  isWritable(): Promise<boolean> {
    const atMs = this.environment.clock.monotonicMs();
    if (this.last === undefined || atMs - this.last.atMs >= FRESH_MS) {
      this.last = { atMs, isWritable: this.probe() };
    }
    return this.last.isWritable;
  }

  private async probe(): Promise<boolean> {
    const { clock, logger } = this.environment;
    let isWritable = false;
    let error: unknown;
    try {
      // A write that hangs is waited for again, and none is added to it.
      this.writing ??= this.write().finally(() => {
        this.writing = undefined;
      });
      isWritable = await within(this.writing, BOUND_MS, clock);
    } catch (thrown) {
      error = thrown;
    }
    if (isWritable !== this.wasWritable) {
      if (isWritable) logger.info('store.writable-again');
      else logger.error('store.not-writable', { boundMs: BOUND_MS, error });
    }
    this.wasWritable = isWritable;
    return isWritable;
  }

  private async write(): Promise<void> {
    const { clock, ids, store } = this.environment;
    const log = await store.open(PROBE_LOG);
    const timestampMs = clock.nowMs();
    const id = ids.next(timestampMs);
    const draft = { id, timestampMs, senderId: 'holon', content: null };
    await log.append({ ...createMessage(draft), content: null }, { key: 'probe' });
  }
}

const probes = new WeakMap<Environment['store'], StoreProbe>();

/** The probe of the store of `environment`: one for each store. */
export function probeOf(environment: Environment): StoreProbe {
  const probe = probes.get(environment.store) ?? new StoreProbe(environment);
  probes.set(environment.store, probe);
  return probe;
}
