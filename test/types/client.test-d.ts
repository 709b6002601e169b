/** What correct use of a client infers. Compiled, never run. */
import { expectTypeOf } from 'expect-type';

import type {
  ChannelClient,
  ChannelHost,
  ChannelMessage,
  Claim,
  DeadMessage,
  SettlementResult,
  Subscription,
} from '../../src/index';
import { type Job, Jobs, Mail, type Reading, Readings, type Result, Results } from './declared';
import type { listening, owning, sensing, working } from './declared';

export async function writes(client: ChannelClient<typeof sensing>): Promise<void> {
  const receipt = await client.write(Readings, { sensor: 's1', celsius: 22.4 });
  expectTypeOf(receipt).toExtend<{ id: string; duplicate: boolean }>();
  expectTypeOf(client.write<typeof Readings>)
    .parameter(1)
    .toEqualTypeOf<Reading>();
}

export async function reads(client: ChannelClient<typeof listening>): Promise<void> {
  expectTypeOf(await client.read(Readings)).toEqualTypeOf<readonly ChannelMessage<Reading>[]>();
  for await (const message of client.stream(Readings)) {
    expectTypeOf(message).toEqualTypeOf<ChannelMessage<Reading>>();
  }
  await client.subscribe(Readings, (message) => {
    expectTypeOf(message.content).toEqualTypeOf<Reading>();
  });
}

export async function works(client: ChannelClient<typeof working>): Promise<void> {
  const claims = await client.claim(Jobs, { limit: 2 });
  expectTypeOf(claims).toEqualTypeOf<Claim<Job>[]>();
  const done = await client.transaction(async (tx) => {
    expectTypeOf(tx).toEqualTypeOf<ChannelClient<typeof working>>();
    await tx.write(Results, { url: '', size: 1 });
    return tx.acknowledge(
      Jobs,
      claims.map((claim) => claim.id),
    );
  });
  expectTypeOf(done).toExtend<{ settled: readonly string[]; refused: readonly string[] }>();
}

export async function owns(client: ChannelClient<typeof owning>): Promise<void> {
  expectTypeOf(await client.read(Readings)).toEqualTypeOf<readonly ChannelMessage<Reading>[]>();
  expectTypeOf(await client.claim(Jobs)).toEqualTypeOf<Claim<Job>[]>();
  expectTypeOf(await client.read(Mail)).toEqualTypeOf<readonly ChannelMessage<string>[]>();
  expectTypeOf(await client.claim(Mail)).toEqualTypeOf<Claim<string>[]>();
  await client.write(Readings, { sensor: 's1', celsius: 1 });
  await client.host(Jobs).stats();
}

export async function asks(client: ChannelClient<typeof working>): Promise<void> {
  const reply = client.request(
    Results,
    { url: '', size: 1 },
    { replies: Jobs, timeoutMs: 1_000, signal: new AbortController().signal },
  );
  expectTypeOf(await reply).toEqualTypeOf<ChannelMessage<Job>>();
}

export async function hosts(client: ChannelClient<typeof owning>): Promise<void> {
  const host = client.host(Jobs);
  expectTypeOf(host).toEqualTypeOf<ChannelHost<Job>>();
  expectTypeOf(await host.dead({ limit: 5 })).toEqualTypeOf<readonly DeadMessage<Job>[]>();
  expectTypeOf(await host.redrive(['m'])).toEqualTypeOf<readonly string[]>();
  expectTypeOf(await host.clear({ senderId: 's' })).toEqualTypeOf<number>();
  const { readers, oldestMs } = await host.stats();
  expectTypeOf(readers.b).toEqualTypeOf<
    { readonly lag: number; readonly missed: number } | undefined
  >();
  expectTypeOf(oldestMs).toEqualTypeOf<number | undefined>();
}

export async function settles(client: ChannelClient<typeof working>): Promise<void> {
  const [claim] = await client.claim(Jobs, { waitMs: 1_000, timeoutMs: 5_000 });
  expectTypeOf(claim).toEqualTypeOf<Claim<Job> | undefined>();
  await claim?.nack({ delayMs: 10, reason: 'not now' });
  await claim?.extend(1_000);
  expectTypeOf(await client.nack(Jobs, ['m'], { delayMs: 10 })).toEqualTypeOf<SettlementResult>();
  await using subscription = await client.subscribe(Jobs, () => undefined);
  expectTypeOf(subscription).toEqualTypeOf<Subscription>();
}

/** What a transaction's callback returns is what it answers. */
export async function commits(client: ChannelClient<typeof owning>): Promise<void> {
  const ids = await client.transaction(async (tx) => {
    const { id } = await tx.write(Readings, { sensor: 's1', celsius: 1 });
    const mail = await tx.read(Mail);
    return [id, ...mail.map(({ content }) => content)] as const;
  });
  expectTypeOf(ids).toEqualTypeOf<readonly [string, ...string[]]>();
}

export function isTiedToItsAccess(client: ChannelClient<typeof working>): void {
  expectTypeOf(client).not.toExtend<ChannelClient<typeof sensing>>();
  expectTypeOf<ChannelClient<typeof sensing>>().not.toExtend<ChannelClient<typeof working>>();
  expectTypeOf<Result>().not.toExtend<Reading>();
}
