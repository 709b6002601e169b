import { main } from './mailbox';

describe('examples/mailbox', () => {
  it('shows each reader what is for it or for all, and lets nobody settle what is not theirs', async () => {
    const lines: string[] = [];
    await main((line) => lines.push(line));
    expect(lines).toEqual([
      'ann reads: disk full, maintenance at nine',
      'bob reads: fan loud, maintenance at nine',
      'eve reads: maintenance at nine',
      'bob settles 0, is refused 1',
      'ann has seen to: disk full',
    ]);
  });
});
