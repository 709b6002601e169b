import { channelOf, createTestApp, mockClient } from 'holon/testing';

import { Alerts, Monitor, main, onCall, show } from './mailbox';

describe('examples/mailbox', () => {
  it('shows each reader what is for it or for all, and lets nobody settle what is not theirs', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'ann reads: disk full, maintenance at nine',
      'bob reads: fan loud, maintenance at nine',
      'eve reads: maintenance at nine',
      'bob settles 0, is refused 1',
      'ann has seen to: disk full',
    ]);
  });
});

describe('the monitor', () => {
  it('alerts the one that is named, or all', async () => {
    await using test = await createTestApp(Monitor);
    await test.system.alert('ann', 'disk full');
    await test.system.alertAll('maintenance at nine');
    const [toAnn, toAll] = test.channel(Alerts).messages();
    expect(toAnn).toMatchObject({ recipientId: 'ann', content: { text: 'disk full' } });
    expect(toAll?.recipientId).toBeUndefined();
  });

  it('is heard by nobody else than the one that is named', async () => {
    await using test = await createTestApp(Monitor);
    await test.system.alert('ann', 'disk full');
    expect(await test.client(onCall, 'bob').claim(Alerts)).toEqual([]);
    const [alert] = await test.client(onCall, 'ann').claim(Alerts);
    await alert?.ack();
    test.channel(Alerts).expectCounts({ acknowledged: 1 });
  });
});

describe('who is on call', () => {
  it('is shown each alert once', async () => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    const client = mockClient(onCall, { systemId: 'ann' });
    await channelOf(client, Alerts).write({ text: 'disk full' }, { recipientId: 'ann' });
    await channelOf(client, Alerts).write({ text: 'fan loud' }, { recipientId: 'bob' });
    await show(client, print);
    await channelOf(client, Alerts).write({ text: 'maintenance at nine' });
    await show(client, print);
    expect(lines).toEqual(['ann reads: disk full', 'ann reads: maintenance at nine']);
  });
});
