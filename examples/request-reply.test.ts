import { main } from './request-reply';

describe('examples/request-reply', () => {
  it('gives each of a hundred open questions its own answer', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      '12² = 144',
      '100 of 100 at once got their own answer',
      "HOLON_REQUEST_TIMEOUT: No reply in channel 'answers' within 50 ms",
    ]);
  });
});
