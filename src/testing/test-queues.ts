import type { App } from '../container/app';
import type { Token } from '../decorators/declarations';
import type { SystemClass } from '../decorators/metadata';
import { isHolonError } from '../errors/holon-error';
import type { SendOptions } from '../queues/base-queue';
import type { Outbox } from '../queues/outbox';
import { InboxFeeder, OutboxCollector } from './kit/bench';
import type { CallLog } from './kit/call-log';
import { kitError } from './kit/kit-error';

/** What stands before the inbox of the system under test. */
export class TestInbox {
  readonly #outbox: Outbox;
  readonly #calls: CallLog;
  readonly #settle: () => Promise<void>;

  /** @internal */
  constructor(app: App, tested: SystemClass, calls: CallLog, settle: () => Promise<void>) {
    const cure = `Give it one: @System({ …, inbox: true }) class ${tested.name}`;
    this.#outbox = find(app, tested, InboxFeeder, 'inbox', cure).outbox;
    this.#calls = calls;
    this.#settle = settle;
  }

  /** Sends as the system before it would, then lets everything happen that can happen at once. */
  async send(content: unknown, options?: SendOptions): Promise<void> {
    const send = (): Promise<void> => this.#outbox.send(content, options);
    await this.#calls.changing('test.inbox.send()', send, this.#settle);
  }
}

/** What stands behind the outbox of the system under test. */
export class TestOutbox {
  readonly #collector: OutboxCollector;
  readonly #calls: CallLog;

  /** @internal */
  constructor(app: App, tested: SystemClass, calls: CallLog) {
    const cure = `Let its constructor take one: constructor(outbox: Outbox<…>) in ${tested.name}`;
    this.#collector = find(app, tested, OutboxCollector, 'outbox', cure);
    this.#calls = calls;
  }

  /** What was sent, the first first. */
  contents(): readonly unknown[] {
    this.#calls.looking('test.outbox.contents()');
    return [...this.#collector.contents];
  }
}

function find<T>(app: App, tested: SystemClass, part: Token<T>, what: string, cure: string): T {
  try {
    return app.get(part);
  } catch (error) {
    if (!isHolonError(error, 'HOLON_UNKNOWN_PROVIDER')) throw error;
    throw kitError('HOLON_WRONG_STATE', `${tested.name} has no ${what} of its own to test`, {
      hint: `${cure}. Of a tree, test the systems of a chain by themselves, or look at its end.`,
    });
  }
}
