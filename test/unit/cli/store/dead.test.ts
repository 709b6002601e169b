import { holon, tempStore } from './temp-store';

describe('holon store dead', () => {
  it('lists who sent what, how often it was tried and why it failed', async () => {
    const { cwd } = await tempStore();
    const { exitCode, out } = await holon(cwd, 'store', 'dead', 'sqlite:plant.db');
    expect(exitCode).toBe(0);
    expect(out.split('\n')).toEqual([
      'CHANNEL  ID      SENDER  ATTEMPTS  REASON                      CONTENT',
      'jobs     dead-1  web            1  no paper\\u{a}\\u{1b}[31mred  {"order":"dead-1"}',
      'jobs     dead-2  web            1                              {"order":"dead-2"}',
      '',
    ]);
  });

  it('says how many more there are', async () => {
    const { cwd } = await tempStore();
    const { out } = await holon(cwd, 'store', 'dead', 'sqlite:plant.db', '--limit', '1');
    expect(out).toContain('dead-1');
    expect(out).not.toContain('dead-2');
    expect(out).toMatch(/\nand 1 more dead letter; --limit shows them\n$/);
  });

  it('keeps to one channel', async () => {
    const { cwd } = await tempStore();
    const dead = (channel: string) =>
      holon(cwd, 'store', 'dead', 'sqlite:plant.db', '--channel', channel);
    expect((await dead('jobs')).out).toContain('dead-2');
    expect((await dead('news')).out).toBe('no dead letters\n');
    const unknown = await dead('nwes');
    expect(unknown.exitCode).toBe(1);
    expect(unknown.err).toContain("has no channel 'nwes', did you mean 'news'?");
    expect(unknown.err).toContain('cure: Name one of its channels: jobs, news.');
  });

  it('gives machines the whole messages', async () => {
    const { cwd } = await tempStore();
    const { out } = await holon(cwd, 'store', 'dead', 'sqlite:plant.db', '--json', '--limit', '1');
    expect(JSON.parse(out)).toMatchObject({
      total: 2,
      letters: [
        {
          channelId: 'jobs',
          id: 'dead-1',
          senderId: 'web',
          attempt: 1,
          reason: 'no paper\n\u001b[31mred',
          content: { order: 'dead-1' },
        },
      ],
    });
  });

  it.each(['0', '-1', '1.5', 'all', ''])('refuses the limit %j', async (limit) => {
    const { cwd } = await tempStore();
    const { exitCode, err } = await holon(
      cwd,
      'store',
      'dead',
      'sqlite:plant.db',
      '--limit',
      limit,
    );
    expect(exitCode).toBe(1);
    expect(err).toContain('is no number of messages');
  });
});
