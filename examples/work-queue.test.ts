import { main } from './work-queue';

describe('examples/work-queue', () => {
  it('gives what one worker gave back to the other', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'worker-1: resized cat.png (attempt 1)',
      'worker-1: gives dog.gif back',
      'worker-2: resized dog.gif (attempt 2)',
      'worker-2: resized cow.png (attempt 1)',
      '3 done, 0 waiting, 0 claimed',
    ]);
  });
});
