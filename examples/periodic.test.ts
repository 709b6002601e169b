import { main } from './periodic';

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
