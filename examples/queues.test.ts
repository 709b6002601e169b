import { main } from './queues';

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
