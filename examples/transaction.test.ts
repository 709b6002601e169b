import { createTestApp } from 'holon/testing';

import { Invoices, Orders, Shipments, Shop, main } from './transaction';

describe('examples/transaction', () => {
  it('ships and bills an order together or not at all', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'tea: shipped and billed',
      'coffee: neither shipped nor billed',
      'no order',
      '1 shipped, 1 open',
    ]);
  });
});

describe('the shop', () => {
  it('ships and bills in one step, and settles the order with it', async () => {
    await using test = await createTestApp(Shop, {
      channels: [[Orders, [{ item: 'tea', cents: 300 }]]],
    });
    await test.system.handleNext();
    test.channel(Shipments).expectContents([{ item: 'tea' }]);
    test.channel(Invoices).expectContents([{ cents: 300 }]);
    test.channel(Orders).expectCounts({ acknowledged: 1, pending: 0 });
  });

  it('does none of it when one part fails, and tries again after a minute', async () => {
    await using test = await createTestApp(Shop, {
      channels: [[Orders, [{ item: 'coffee', cents: -600 }]]],
    });
    await test.system.handleNext();
    test.channel(Shipments).expectContents([]);
    expect(test.channel(Orders).pending()).toMatchObject([
      { state: 'delayed', reason: 'Error: a price below 0' },
    ]);
    expect(await test.system.handleNext()).toBe('no order');
    await test.advance(60_000);
    expect(await test.system.handleNext()).toBe('coffee: neither shipped nor billed');
  });
});
