import { main } from './transaction';

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
