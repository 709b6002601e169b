import { IsNumber } from 'class-validator';
import { BroadcastChannel, Channel, WorkQueueChannel, channelAccess } from 'holon';
import { channelOf, mockClient } from 'holon/testing';

import { refusal } from '../../helpers/refusal';

class Reading {
  @IsNumber() celsius!: number;
}

@Channel({ id: 'readings', content: Reading })
class Readings extends BroadcastChannel<Reading, 'readings'> {}

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

const owning = channelAccess({ own: [Readings, Jobs] });

describe('an expectation that holds', () => {
  it('says nothing', async () => {
    const client = mockClient(owning);
    const readings = channelOf(client, Readings);
    readings.expectContents([]);
    await readings.seed([{ celsius: 21 }, { celsius: 22 }], { senderId: 'sensor' });
    readings.expectContents([{ celsius: 21 }, Object.assign(new Reading(), { celsius: 22 })]);
    readings.expectMessages([{ senderId: 'sensor' }, { content: { celsius: 22 } }]);
    readings.expectCounts({ count: 2, pending: 2 });
  });
});

describe('an expectation that fails', () => {
  it('shows both lists, from where they differ, with sender and state', async () => {
    const client = mockClient(owning, { systemId: 'worker' });
    const jobs = channelOf(client, Jobs);
    await jobs.seed(['a', 'b', 'c']);
    await client.claim(Jobs, { limit: 2 });
    await client.acknowledge(Jobs, [jobs.messages()[0]?.id ?? '']);
    const error = await refusal(() => {
      jobs.expectContents(['a', 'x']);
    });
    expect(error.code).toBe('HOLON_EXPECTATION_FAILED');
    expect(error.message.split('\n')).toEqual([
      "Channel 'jobs' holds other contents.",
      'Expected 2 contents:',
      "    'a'",
      "  > 'x'",
      'Found 3 contents:',
      "    'a'   (from 'test', acknowledged)",
      "  > 'b'   (from 'test', claimed by 'worker')",
      "  > 'c'   (from 'test', ready)",
      'They differ from number 2 on.',
    ]);
    expect(error.stack?.split('\n').find((line) => /^\s+at /.test(line))).toContain(
      'test-channel.test.ts',
    );
  });

  it('tells that there is nothing, or nothing was expected', async () => {
    const jobs = channelOf(mockClient(owning), Jobs);
    const missing = await refusal(() => jobs.expectContents(['a']));
    expect(missing.message).toContain("Expected 1 content:\n  > 'a'\nFound 0 contents.\n");
    await jobs.write('a');
    const superfluous = await refusal(() => jobs.expectContents([]));
    expect(superfluous.message).toContain('Expected 0 contents.\nFound 1 content:');
  });

  it('compares of a message what is named, and shows the same of what was found', async () => {
    const readings = channelOf(mockClient(owning), Readings);
    await readings.write({ celsius: 21 }, { correlationId: 'c-1', metadata: { room: 4 } });
    readings.expectMessages([{ correlationId: 'c-1' }]);
    const error = await refusal(() =>
      readings.expectMessages([{ senderId: 'sensor', metadata: { room: 4 } }]),
    );
    expect(error.message).toContain(
      "  > { senderId: 'test', metadata: { room: 4 } }   (from 'test', ready)",
    );
  });

  it('shows all numbers where one is another', async () => {
    const jobs = channelOf(mockClient(owning), Jobs);
    await jobs.write('a');
    const error = await refusal(() => jobs.expectCounts({ pending: 2 }));
    expect(error.message).toBe(
      "Channel 'jobs' holds other numbers of messages.\n" +
        'Expected { pending: 2 }\n' +
        'Found    { count: 1, pending: 1, claimed: 0, acknowledged: 0, dead: 0 }',
    );
  });
});

describe('a channel under test', () => {
  it('lists what every system has done with its messages, settlements of all kinds too', async () => {
    const client = mockClient(owning, { systemId: 'worker' });
    const jobs = channelOf(client, Jobs);
    await jobs.write('a', { id: '1' });
    const [first] = await client.claim(Jobs);
    await first?.extend(1_000);
    await first?.nack({ reason: 'busy' });
    await client.acknowledge(Jobs, ['1']);
    const [second] = await client.claim(Jobs);
    expect(jobs.claimed()).toMatchObject([{ attempt: 2, reason: 'busy' }]);
    await client.transaction((tx) => tx.acknowledge(Jobs, [second?.id ?? '']));
    await client.host(Jobs).clear();
    expect(jobs.contents()).toEqual([]);
    expect(jobs.recorded().map(({ kind, systemId }) => `${systemId} ${kind}`)).toEqual([
      'test written',
      'worker claimed',
      'worker extended',
      'worker nacked',
      'worker refused',
      'worker claimed',
      'worker acknowledged',
    ]);
    expect(jobs.recorded({ kind: 'nacked' })).toMatchObject([
      { reason: 'busy', message: { id: '1' } },
    ]);
    expect(jobs.written()).toMatchObject([{ id: '1', content: 'a' }]);
  });
});
