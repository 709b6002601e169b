import fc from 'fast-check';

import { isHolonError } from '../../../src/errors/holon-error';
import { InMemoryChannel } from '../../../src/queues/in-memory-channel';

type Command =
  | { readonly kind: 'send' | 'trySend' | 'receive' | 'settle' | 'shutdown' | 'close' }
  | { readonly kind: 'abort'; readonly pick: number };

/** One call of send or receive. */
interface Call {
  readonly kind: 'send' | 'receive';
  readonly abort: () => void;
  outcome:
    'waiting' | 'done' | 'shutdown' | 'HOLON_ABORTED' | 'HOLON_CHANNEL_CLOSED' | 'other error';
  /** What was sent or received. */
  value: number;
}

const commands = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.constant<Command>({ kind: 'send' }) },
    { weight: 3, arbitrary: fc.constant<Command>({ kind: 'trySend' }) },
    { weight: 7, arbitrary: fc.constant<Command>({ kind: 'receive' }) },
    { weight: 5, arbitrary: fc.nat(5).map<Command>((pick) => ({ kind: 'abort', pick })) },
    { weight: 3, arbitrary: fc.constant<Command>({ kind: 'settle' }) },
    { weight: 1, arbitrary: fc.constantFrom<Command>({ kind: 'shutdown' }, { kind: 'close' }) },
  ),
  { maxLength: 60 },
);

async function settle(): Promise<void> {
  for (let turn = 0; turn < 4; turn += 1) await Promise.resolve();
}

class Run {
  readonly calls: Call[] = [];
  readonly triedIn: number[] = [];
  readonly queue: InMemoryChannel<number>;
  private sent = 0;

  constructor(capacity: number) {
    this.queue = new InMemoryChannel<number>({ capacity });
  }

  do(command: Command): Promise<void> | void {
    if (command.kind === 'send') this.send();
    else if (command.kind === 'receive') this.receive();
    else if (command.kind === 'settle') return settle();
    else if (command.kind === 'abort') this.waiting()[command.pick]?.abort();
    else if (command.kind === 'trySend') this.trySend();
    else this.queue[command.kind]();
  }

  send(): void {
    const controller = new AbortController();
    const value = (this.sent += 1);
    const call = this.begin('send', controller, value);
    this.queue.send(value, { signal: controller.signal }).then(() => {
      call.outcome = 'done';
    }, fail(call));
  }

  trySend(): void {
    const value = (this.sent += 1);
    try {
      if (this.queue.trySend(value)) this.triedIn.push(value);
    } catch (error) {
      if (!isHolonError(error, 'HOLON_CHANNEL_CLOSED')) throw error;
    }
  }

  receive(): void {
    const controller = new AbortController();
    const call = this.begin('receive', controller, 0);
    this.queue.receive({ signal: controller.signal }).then((message) => {
      call.outcome = message.isShutdown ? 'shutdown' : 'done';
      if (!message.isShutdown) call.value = message.content;
    }, fail(call));
  }

  waiting(kind?: Call['kind']): Call[] {
    const isMeant = (call: Call): boolean => kind === undefined || call.kind === kind;
    return this.calls.filter((call) => call.outcome === 'waiting' && isMeant(call));
  }

  done(kind: Call['kind']): number[] {
    return this.calls
      .filter((call) => call.kind === kind && call.outcome === 'done')
      .map((call) => call.value);
  }

  private begin(kind: Call['kind'], controller: AbortController, value: number): Call {
    const call: Call = { kind, abort: () => controller.abort(), outcome: 'waiting', value };
    this.calls.push(call);
    return call;
  }
}

function fail(call: Call): (error: unknown) => void {
  return (error) => {
    if (isHolonError(error, 'HOLON_ABORTED')) call.outcome = 'HOLON_ABORTED';
    else if (isHolonError(error, 'HOLON_CHANNEL_CLOSED')) call.outcome = 'HOLON_CHANNEL_CLOSED';
    else call.outcome = 'other error';
  };
}

const rising = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b);

describe('InMemoryChannel under any interleaving of send, trySend, receive, abort, shutdown and close', () => {
  it('loses nothing, keeps the order, stays within capacity and leaves nobody waiting', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 4 }), commands, async (capacity, steps) => {
        const run = new Run(capacity);
        for (const step of steps) {
          await run.do(step);
          expect(run.queue.size).toBeLessThanOrEqual(capacity);
          if (step.kind !== 'settle') continue;
          // nobody waits for what is there
          if (run.waiting('receive').length > 0) expect(run.queue.size).toBe(0);
          if (run.waiting('send').length > 0) expect(run.queue.size).toBe(capacity);
        }
        run.queue.close();
        await settle();
        while (!run.queue.isEmpty) run.receive();
        await settle();

        expect(run.waiting()).toEqual([]);
        expect(run.calls.filter((call) => call.outcome === 'other error')).toEqual([]);
        const received = run.done('receive'); // in the order of the calls
        expect(received).toEqual(rising(received));
        expect(received).toEqual(rising([...run.done('send'), ...run.triedIn]));
      }),
      { numRuns: 1_000 },
    );
  });
});
