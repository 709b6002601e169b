import { Channel, channelAccess, OpenSecurity, PassthroughChannel, System } from 'holon';

import { runFuzz } from '../../proofs/fuzz/run-fuzz';

/** As a security of a user's might break. */
class Breaking extends OpenSecurity {
  override authorize(): boolean {
    throw new TypeError('broken');
  }
}

@Channel({ id: 'news', visibility: 'public', security: new Breaking() })
class BrokenNews extends PassthroughChannel<unknown, 'news'> {}

@System({ id: 'plant', channels: channelAccess({ own: [BrokenNews] }) })
class BrokenPlant {}

describe('requests made at random', () => {
  it('are answered, with nothing of the inside, or the connection is closed', async () => {
    const result = await runFuzz({ seed: 1, requests: 1_500, garbage: 400 });
    expect(result.problems).toEqual([]);
    expect([...result.statuses.keys()]).toEqual(
      expect.arrayContaining([
        '200',
        '204',
        '400',
        '401',
        '403',
        '404',
        '405',
        '413',
        '415',
        '422',
      ]),
    );
  }, 30_000);

  it('find an app that breaks', async () => {
    const result = await runFuzz({ seed: 1, requests: 200, garbage: 0, root: BrokenPlant });
    expect(result.problems.join('\n')).toContain('http.request-failed TypeError: broken');
    expect(result.problems.join('\n')).toContain('status 503');
  }, 30_000);
});
