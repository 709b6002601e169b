import { main } from './broadcast';

describe('examples/broadcast', () => {
  it('pushes to who is there, keeps for who comes later, and refuses what does not fit', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'dashboard: s1 22.4 °C',
      'dashboard: s2 19.8 °C',
      'late reader: s1, s2',
      'late reader: 0 more',
      'refused: celsius: must be a number conforming to the specified constraints',
    ]);
  });
});
