import {
  createApp,
  HolonError,
  silentLogger,
  type App,
  type ChannelClient,
  type ChannelStore,
} from 'holon';

import { Witness } from '../shared/witness';
import { Bills, everything, Orders, Workshop } from './workshop';

export type Client = ChannelClient<typeof everything>;

/** A place that is soon full. */
export interface Place {
  readonly name: string;
  readonly file: string;
  openStore(): ChannelStore;
  /** What is done so that there is room again; takes what it removes out of `acknowledged`. */
  makeRoom(client: Client, acknowledged: Set<string>): Promise<void>;
}

export interface FillResult {
  readonly row: Readonly<Record<string, string | number>>;
  readonly acknowledged: number;
  readonly problems: readonly string[];
}

const WRITERS = 10;
const TEXT = 'x'.repeat(1_000);
/** Too large for what small writes leave. */
const LONG_TEXT = 'x'.repeat(200_000);
/** Too large for any of the places. */
const ENDLESS_TEXT = 'x'.repeat(5_000_000);
/** More than any of the places takes. */
const ENOUGH = 20_000;

/** Writes until there is no room, sees what still works, makes room, and goes on. */
export async function fillUp(place: Place): Promise<FillResult> {
  const site = new Site(place);
  await site.open();
  const first = await site.write('order', 1);
  const [claim] = await site.client.claim(Orders, { limit: 1 });
  await site.writeTogether();
  const refusal = await site.writeUntilRefused();
  site.expect(first === undefined && claim !== undefined, 'nothing could be written at all');
  site.expectFull(refusal, 'a write on a full disk');
  const bill = (): Promise<void> =>
    site.client.transaction(async (tx) => {
      await tx.write(Bills, { text: LONG_TEXT }, { id: 'bill' });
      await tx.acknowledge(Orders, [claim?.id ?? '']);
    });
  site.expectFull(await failureOf(bill()), 'a transaction on a full disk');
  await site.expectAll('on the full disk');
  await site.reopen();
  await site.expectAll('reopened on the full disk');

  await place.makeRoom(site.client, site.acknowledged);
  site.expectDone(await site.write('after', 1), 'a write where there is room');
  // The drain gave the order back, unless even that had no room.
  await site.client.claim(Orders, { limit: 1 });
  site.expectDone(await failureOf(bill()), 'a transaction where there is room');
  await site.close();
  const integrity = site.compareWithFile();
  return {
    row: {
      disk: place.name,
      acknowledged: site.acknowledged.size,
      refused: site.refused.size,
      'refused with': refusal?.code ?? 'nothing',
      integrity,
    },
    acknowledged: site.acknowledged.size,
    problems: site.problems.map((problem) => `${place.name}: ${problem}`),
  };
}

/** An app on the place, and the account of what it was asked and has answered. */
class Site {
  readonly acknowledged = new Set<string>();
  readonly refused = new Set<string>();
  readonly problems: string[] = [];
  private app: App | undefined;
  private store: ChannelStore | undefined;
  private running: Client | undefined;

  constructor(private readonly place: Place) {}

  get client(): Client {
    if (this.running === undefined) throw new Error('open() comes first');
    return this.running;
  }

  async open(): Promise<void> {
    this.store = this.place.openStore();
    this.app = await createApp(Workshop, { store: this.store, logger: silentLogger });
    await this.app.launch();
    this.running = this.app.client(everything, 'clerk');
  }

  async close(): Promise<void> {
    await this.app?.drain();
    await this.store?.close();
  }

  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  /** One that never fits, among others of the same turn: it alone is refused. */
  async writeTogether(): Promise<void> {
    const before = Array.from({ length: 25 }, (_, index) => this.write('before', index));
    const endless = this.write('endless', 1, ENDLESS_TEXT);
    const behind = Array.from({ length: 25 }, (_, index) => this.write('behind', index));
    this.expectFull(await endless, 'a write that never fits');
    for (const failure of await Promise.all([...before, ...behind])) {
      this.expectDone(failure, 'a write of the same turn as one that never fits');
    }
  }

  /** Answers how it was refused; undefined when it was not. */
  async write(name: string, n: number, text = TEXT): Promise<HolonError | undefined> {
    const id = `${name}-${n}`;
    const failure = await failureOf(this.client.write(Orders, { text }, { id }));
    (failure === undefined ? this.acknowledged : this.refused).add(id);
    return failure;
  }

  async writeUntilRefused(): Promise<HolonError | undefined> {
    let refusal: HolonError | undefined;
    const writer = async (name: string): Promise<void> => {
      for (let n = 1; n <= ENOUGH / WRITERS && refusal === undefined; n += 1) {
        refusal = (await this.write(name, n)) ?? refusal;
      }
    };
    await Promise.all(Array.from({ length: WRITERS }, (_, index) => writer(`writer-${index}`)));
    return refusal;
  }

  expect(isTrue: boolean, otherwise: string): void {
    if (!isTrue) this.problems.push(otherwise);
  }

  expectDone(failure: HolonError | undefined, what: string): void {
    if (failure !== undefined) this.problems.push(`${what} was refused: ${failure.message}`);
  }

  expectFull(failure: HolonError | undefined, what: string): void {
    if (failure === undefined) this.problems.push(`${what} was not refused`);
    else if (failure.code !== 'HOLON_STORE_FAILED' || !failure.retryable) {
      this.problems.push(`${what} was refused with ${failure.code}: ${failure.message}`);
    }
  }

  async expectAll(where: string): Promise<void> {
    const { count } = await this.client.host(Orders).stats();
    const { size } = this.acknowledged;
    this.expect(count === size, `${where}: ${size} were acknowledged and ${count} are there`);
  }

  /** What was acknowledged is in the file and what was refused is not, as SQLite alone reads it. */
  compareWithFile(): string {
    const witness = new Witness(this.place.file);
    const rows = witness.rows<{ id: string; state: string }>(
      'SELECT id, state FROM channel_messages',
    );
    const integrity = witness.integrity();
    witness.close();
    const states = new Map(rows.map(({ id, state }) => [id, state]));
    for (const id of this.acknowledged) this.expect(states.has(id), `${id} is lost`);
    for (const id of this.refused) this.expect(!states.has(id), `${id} was refused and is there`);
    this.expect(states.has('bill') && states.get('order-1') === 'acknowledged', 'the bill is half');
    this.expect(integrity === 'ok', integrity);
    return integrity;
  }
}

async function failureOf(work: Promise<unknown>): Promise<HolonError | undefined> {
  try {
    await work;
    return undefined;
  } catch (error) {
    if (error instanceof HolonError) return error;
    throw error;
  }
}
