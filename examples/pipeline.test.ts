import { createTestApp } from 'holon/testing';

import { Pricing, Shipping, Shop, main } from './pipeline';

describe('examples/pipeline', () => {
  it('finishes what is under way and stops the workers in the order of the chain', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'shipping: tea for 3 €',
      'shipping: coffee for 6 €',
      'shipping: cocoa for 5 €',
      'pricing: no more orders',
      'shipping: no more orders',
      'nothing was left',
    ]);
  });
});

describe('the pipeline', () => {
  it('is tested a link at a time', async () => {
    const printed: string[] = [];
    const print = (line: string) => printed.push(line);
    const pricing = await createTestApp(Pricing, { providers: [['print', print]] });
    await pricing.inbox.send('tea');
    expect(pricing.outbox.contents()).toEqual(['tea for 3 €']);
    await pricing.dispose();

    const shipping = await createTestApp(Shipping, { providers: [['print', print]] });
    await shipping.inbox.send('tea for 3 €');
    await shipping.dispose();
    expect(printed).toEqual([
      'pricing: no more orders',
      'shipping: tea for 3 €',
      'shipping: no more orders',
    ]);
  });

  it('is tested as a whole', async () => {
    const printed: string[] = [];
    await using test = await createTestApp(Shop, {
      providers: [['print', (line: string) => printed.push(line)]],
    });
    await test.settle();
    expect(printed).toEqual([
      'shipping: tea for 3 €',
      'shipping: coffee for 6 €',
      'shipping: cocoa for 5 €',
    ]);
  });
});
