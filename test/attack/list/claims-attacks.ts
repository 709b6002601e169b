import { ask, jsonOf, statusOf } from '../sites';
import type { Attack, Stage } from './attack';
import { issue } from './rights-attacks';

interface Claimed {
  readonly claim_token: string;
}

/** `j1` is a job that `worker` has claimed. */
async function claimed(stage: Stage): Promise<Claimed> {
  const worker = issue(stage, 'worker', 'write');
  await ask(stage, 'PUT /channels/jobs', [...worker, 'Idempotency-Key: j1'], '1');
  const answer = await ask(stage, 'GET /channels/jobs?exclusive=true', worker);
  return jsonOf(answer).messages[0]!;
}

/** Somebody else settles it, with what he may know of it. */
const settling = (how: string, verb: string, more: object, knowsToken: boolean): Attack => ({
  number: 36,
  what: `${how} the claim of another, ${knowsToken ? 'with' : 'without'} its token`,
  expected: '0, then 1 by its holder',
  async run(stage) {
    const { claim_token: token } = await claimed(stage);
    const body = (tokens: object) => JSON.stringify({ message_ids: ['j1'], ...more, ...tokens });
    const path = `POST /channels/jobs/${how}`;
    const thief = issue(stage, 'thief', 'admin');
    const stolen = await ask(stage, path, thief, body(knowsToken ? { claim_tokens: [token] } : {}));
    const holder = issue(stage, 'worker', 'write');
    const own = await ask(stage, path, holder, body({ claim_tokens: [token] }));
    return `${String(jsonOf(stolen)[verb])}, then ${String(jsonOf(own)[verb])} by its holder`;
  },
});

const spoofed = (what: string, request: string, body: unknown, expected: string): Attack => ({
  number: 30,
  what,
  expected,
  async run(stage) {
    const token = issue(stage, 'sensor', 'write');
    const answer = await ask(stage, request, token, JSON.stringify(body));
    if (statusOf(answer) !== 200) return String(statusOf(answer));
    const read = await ask(stage, 'GET /channels/news?from=start', issue(stage, 'reader', 'read'));
    return `${statusOf(answer)}, sent by ${jsonOf(read).messages[0]!.sender_id}`;
  },
});

/** Callers who take what belongs to others, or their name. */
export const CLAIM_OWNER_ATTACKS: readonly Attack[] = [
  spoofed(
    'sender_id of another in a whole message',
    'PUT /channels/news?direct=true',
    { sender_id: 'boss', content: 1 },
    '403',
  ),
  spoofed(
    'sender_id of another in the query',
    'PUT /channels/news?sender_id=boss&reader_id=boss',
    1,
    '200, sent by sensor',
  ),
  spoofed(
    'sender_id of another in a batch',
    'POST /channels/news/messages',
    { sender_id: 'boss', messages: [{ data: 1, sender_id: 'boss', senderId: 'boss' }] },
    '200, sent by sensor',
  ),
  spoofed(
    'sender_id of another in metadata and content',
    'PUT /channels/news?direct=true',
    { content: { sender_id: 'boss' }, metadata: { sender_id: 'boss' } },
    '200, sent by sensor',
  ),
  ...[false, true].flatMap((knowsToken) => [
    settling('acknowledge', 'acknowledged', {}, knowsToken),
    settling('nack', 'nacked', {}, knowsToken),
    settling('extend', 'extended', { timeout: 1 }, knowsToken),
  ]),
  {
    number: 36,
    what: 'an owner by role removes what another has claimed, as owners may',
    expected: '["j1"]',
    async run(stage) {
      await claimed(stage);
      const owner = issue(stage, 'owner', 'admin');
      const body = JSON.stringify({ message_ids: ['j1'] });
      const answer = await ask(stage, 'POST /channels/jobs/remove', owner, body);
      return JSON.stringify(jsonOf(answer).message_ids);
    },
  },
  {
    number: 36,
    what: "reading another's mailbox, by query, cursor, peek or claim",
    expected: '0 of 5, then 1 by its owner',
    async run(stage) {
      const boss = issue(stage, 'boss', 'admin');
      await ask(
        stage,
        'PUT /channels/post?recipient_id=alice',
        [...boss, 'Idempotency-Key: m1'],
        '1',
      );
      const mallory = issue(stage, 'mallory', 'admin');
      const ways = [
        'GET /channels/post',
        'GET /channels/post?reader_id=alice&recipient_id=alice&system_id=alice',
        'GET /channels/post?from=start&sub=alice',
        'GET /channels/post?after=m1',
        'POST /channels/post/peek',
      ];
      let seen = 0;
      for (const way of ways) {
        const answer = await ask(stage, way, [
          ...mallory,
          'X-System-Id: alice',
          'X-Reader-Id: alice',
        ]);
        if (statusOf(answer) === 200) seen += jsonOf(answer).messages.length;
      }
      const own = await ask(stage, 'GET /channels/post', issue(stage, 'alice', 'read'));
      return `${seen} of ${ways.length}, then ${jsonOf(own).messages.length} by its owner`;
    },
  },
  {
    number: 35,
    what: 'a write sent again with its id is stored once',
    expected: 'true of 1',
    async run(stage) {
      const writer = [...issue(stage, 'sensor', 'write'), 'Idempotency-Key: once'];
      await ask(stage, 'PUT /channels/news', writer, '1');
      const again = await ask(stage, 'PUT /channels/news', writer, '2');
      const stats = await ask(stage, 'GET /channels/news/stats', issue(stage, 'boss', 'admin'));
      return `${String(jsonOf(again).duplicate)} of ${String(jsonOf(stats).count)}`;
    },
  },
  {
    number: 35,
    what: 'a token for one use, revoked by its first',
    expected: '200 401',
    async run(stage) {
      const token = issue(stage, 'sensor', 'write');
      const first = await ask(stage, 'GET /channels', token);
      await stage.security.revoke(token[0]!.replace('Authorization: Bearer ', ''));
      return `${statusOf(first)} ${statusOf(await ask(stage, 'GET /channels', token))}`;
    },
  },
];
