import { silentLogger } from 'holon';
import { createTestApp } from 'holon/testing';

import { Exchange, Market, Prices, main } from './periodic';

describe('examples/periodic', () => {
  it('pulls from the injected exchange and goes on after a pull that failed', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'prices: HLN at 1.05 €',
      'prices: HLN at 1.15 €',
      'prices: HLN at 1.20 €',
    ]);
  });
});

describe('the market', () => {
  it('asks the exchange again at the next period when it was away', async () => {
    const answers = [
      [{ symbol: 'HLN', cents: 105 }],
      new Error('away'),
      [{ symbol: 'HLN', cents: 99 }],
    ];
    const exchange: Exchange = {
      quotes: async () => {
        const answer = answers.shift() ?? [];
        if (answer instanceof Error) throw answer;
        return answer;
      },
    };
    await using test = await createTestApp(Market, {
      providers: [[Exchange, exchange]],
      logger: silentLogger,
    });
    await test.advance(100);
    test.channel(Prices).expectContents([
      { symbol: 'HLN', euros: 1.05 },
      { symbol: 'HLN', euros: 0.99 },
    ]);
    expect(test.failures()).toMatchObject([{ error: new Error('away') }]);
  });
});
