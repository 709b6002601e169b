import type { HandedOn, SubsystemMetadata, SystemClass } from '../../decorators/metadata';
import { ownRecord, readParameters, readSystemMetadata } from '../../decorators/metadata-storage';
import { System } from '../../decorators/system';
import { Inbox } from '../../queues/inbox';
import { Outbox } from '../../queues/outbox';
import { neededChannels } from './needed-channels';

/** The id of the system that stands above the one under test. */
export const BENCH_ID = 'test-bench';

const NONE: HandedOn = { read: [], write: [] };

/** Feeds the inbox of the system under test. */
@System({ id: 'test-inbox' })
export class InboxFeeder {
  constructor(readonly outbox: Outbox) {}
}

/** Takes what comes out of the outbox of the system under test. */
@System({ id: 'test-outbox', inbox: true })
export class OutboxCollector {
  readonly contents: unknown[] = [];

  constructor(private readonly inbox: Inbox) {}

  async run(): Promise<void> {
    for await (const { content } of this.inbox) this.contents.push(content);
  }
}

/**
 * A root in which `system` can stand by itself: it owns the channels that `system` is handed by its parent in the real
 * app, and stands before its inbox and behind its outbox. A system that needs none of this is its own root.
 */
export function benchFor(system: SystemClass): SystemClass {
  const metadata = readSystemMetadata(system);
  if (metadata === undefined) return system; // refused by the app's own check
  const { read, write } = neededChannels(system);
  const own = [...new Set([...read, ...write])];
  const hasInbox = metadata.inbox !== undefined;
  const hasOutbox = readParameters(system).some(({ token }) => token === Outbox);
  if (own.length === 0 && !hasInbox && !hasOutbox) return system;
  // eslint-disable-next-line @typescript-eslint/no-extraneous-class -- a system that only owns
  class TestBench {}
  System({ id: BENCH_ID, name: `Test of ${system.name}`, channels: { own } })(TestBench);
  const { subsystems } = ownRecord(TestBench);
  const add = (part: Omit<SubsystemMetadata, 'channels'>, channels: HandedOn = NONE): void => {
    subsystems.set(part.property, Object.freeze({ ...part, channels }));
  };
  const handed = { read: [...read], write: [...write] };
  if (hasInbox) add({ property: 'feeder', system: InboxFeeder, next: [system] });
  add({ property: 'tested', system, next: hasOutbox ? [OutboxCollector] : [] }, handed);
  if (hasOutbox) add({ property: 'collector', system: OutboxCollector, next: [] });
  return TestBench;
}
