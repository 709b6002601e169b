import { createTestApp } from 'holon/testing';

import { Answers, Questions, Squarer, asking, main } from './request-reply';

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

describe('the squarer', () => {
  it('answers with the correlation id of the question', async () => {
    await using test = await createTestApp(Squarer);
    await test.channel(Questions).write({ number: 5 }, { correlationId: 'q-1' });
    test.channel(Answers).expectMessages([{ content: { square: 25 }, correlationId: 'q-1' }]);
  });

  it('leaves who asks for the impossible waiting, for as long as it waits', async () => {
    await using test = await createTestApp(Squarer);
    const client = test.client(asking, 'asker');
    const options = { replies: Answers, timeoutMs: 5_000 };
    const answer = await test.finish(client.request(Questions, { number: 3 }, options));
    expect(answer.content).toEqual({ square: 9 });
    const never = client.request(Questions, { number: -1 }, options);
    await expect(test.finish(never)).rejects.toMatchObject({ code: 'HOLON_REQUEST_TIMEOUT' });
    expect(test.clock.monotonicMs()).toBe(5_000);
  });
});
