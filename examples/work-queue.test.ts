import { channelOf, createTestApp, mockClient } from 'holon/testing';

import { Jobs, Scheduler, main, resize, resizePng, work, working } from './work-queue';

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

describe('a worker', () => {
  let lines: string[];
  const print = (line: string) => lines.push(line);
  beforeEach(() => (lines = []));

  it('settles what it has done, and gives back with the reason what it cannot do', async () => {
    const client = mockClient(working, { systemId: 'worker-1' });
    await channelOf(client, Jobs).seed([{ file: 'cat.png' }, { file: 'dog.gif' }]);
    await work(client, resizePng, print);
    expect(lines.at(-1)).toBe('worker-1: gives dog.gif back');
    expect(channelOf(client, Jobs).acknowledged()).toMatchObject([
      { content: { file: 'cat.png' } },
    ]);
    expect(channelOf(client, Jobs).pending()).toMatchObject([
      { content: { file: 'dog.gif' }, attempt: 1, reason: 'Error: dog.gif is no PNG' },
    ]);
  });

  it('gets after a minute what another one has died with', async () => {
    await using test = await createTestApp(Scheduler);
    await test.system.schedule(['cat.png']);
    await test.client(working, 'worker-1').claim(Jobs); // and is never heard of again

    await work(test.client(working, 'worker-2'), resize, print);
    expect(lines).toEqual([]);
    await test.advance(60_000);
    await work(test.client(working, 'worker-2'), resize, print);
    expect(lines).toEqual(['worker-2: resized cat.png (attempt 2)']);
    expect(await test.system.report()).toBe('1 done, 0 waiting, 0 claimed');
  });
});
