import { main } from './pipeline';

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
