import { Inbox, InMemoryChannel, Outbox } from 'holon';
import { createTestApp } from 'holon/testing';

import { Pricing, Shipping, main } from './queues';

describe('examples/queues', () => {
  it('prices, ships and acknowledges every order, then stops', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    const about = (item: string): string[] => lines.filter((line) => line.includes(item));
    expect(about('tea')).toEqual([
      '[price → ship] tea high',
      'shipped tea for 3 €',
      'acknowledged tea',
    ]);
    expect(about('coffee')).toEqual([
      '[price → ship] coffee normal',
      'shipped coffee for 6 €',
      'acknowledged coffee',
    ]);
    expect(about('cocoa')).toHaveLength(3);
    expect(lines.at(-1)).toBe('all workers stopped');
  });
});

describe('pricing', () => {
  it('sends on each order with its price', async () => {
    await using test = await createTestApp(Pricing);
    await test.inbox.send('tea');
    await test.inbox.send('coffee');
    expect(test.outbox.contents()).toEqual([
      { item: 'tea', cents: 300 },
      { item: 'coffee', cents: 600 },
    ]);
  });

  it('hands on the trace and the acknowledgement of whoever ordered', async () => {
    const incoming = new InMemoryChannel<string>();
    const priced = new InMemoryChannel<{ item: string; cents: number }>();
    let acknowledged = false;
    const ack = () => void (acknowledged = true);
    await incoming.send('tea', { metadata: { traceId: 't1' }, ack });
    incoming.shutdown();
    await new Pricing(new Inbox(incoming), new Outbox([priced])).run();

    const message = await priced.receive();
    expect(message.metadata).toEqual({ traceId: 't1' });
    await message.ack?.();
    expect(acknowledged).toBe(true);
  });
});

describe('shipping', () => {
  it('acknowledges an order once it is shipped', async () => {
    const lines: string[] = [];
    const print = (line: string) => lines.push(line);
    await using test = await createTestApp(Shipping, { providers: [['print', print]] });
    const ack = () => void lines.push('acknowledged');
    await test.inbox.send({ item: 'tea', cents: 300 }, { ack });
    expect(lines).toEqual(['shipped tea for 3 €', 'acknowledged']);
  });
});
