import { lines, sendRaw, type RawAnswer } from '../helpers/raw-http';
import { Plant } from './plant';
import { endAll, serve, type AnswerJson } from './serve';

afterEach(endAll);

/** A request as Python's httpx writes it: its headers, its JSON with spaces, None as an empty value. */
function python(
  url: string,
  method: string,
  target: string,
  body: string | undefined,
): Promise<RawAnswer> {
  const head = [
    `${method} ${target} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    'Accept: */*',
    'Accept-Encoding: gzip, deflate',
    'User-Agent: python-httpx/0.28.1',
    'Authorization: Bearer worker-1',
  ];
  if (body !== undefined) {
    head.push(`Content-Length: ${Buffer.byteLength(body)}`, 'Content-Type: application/json');
  }
  return sendRaw(url, Buffer.from(lines(...head) + (body ?? '')));
}

it("works with the requests of SSSN's Python client as they are", async () => {
  const { url } = await serve(Plant);
  const ask = async (method: string, target: string, body?: string): Promise<AnswerJson> => {
    const answer = await python(url, method, target, body);
    expect([target, answer.status]).toEqual([target, 200]);
    return JSON.parse(Buffer.from(answer.body, 'latin1').toString()) as AnswerJson; // what SSSN says
  };

  const raw = await ask('PUT', '/channels/news?direct=false', '{"temperature": 21.5, "unit": "C"}');
  expect(raw).toMatchObject({ status: 'accepted', item_id: expect.any(String) });
  const direct = {
    id: 'a6a7d9e8-3a52-4f41-8a27-1f9a6d0f9c11',
    timestamp: 1_764_000_000.123456,
    sender_id: 'worker-1',
    content: { data: { text: 'grüße' } },
    metadata: {},
    correlation_id: null,
    reply_to: null,
    recipient_id: null,
  };
  const written = await ask('PUT', '/channels/news?direct=true', JSON.stringify(direct, null, 1));
  expect(written.item_id).toBe(direct.id);

  const shared = await ask('GET', '/channels/news?limit=10&exclusive=false&after=');
  expect(shared.messages[0]!.content).toEqual({ data: { temperature: 21.5, unit: 'C' } });
  // A double has room for microseconds of our time, and no more.
  expect({ ...shared.messages[1], timestamp: 0 }).toEqual({ ...direct, timestamp: 0 });
  expect(shared.messages[1]!.timestamp).toBeCloseTo(direct.timestamp, 5);
  const after = await ask('GET', `/channels/news?limit=10&exclusive=False&after=${raw.item_id}`);
  expect(after.messages.map(({ id }) => id)).toEqual([direct.id]);

  await ask('PUT', '/channels/jobs', '{"n": 1}');
  await ask('PUT', '/channels/jobs', '{"n": 2}');
  const claimed = await ask('GET', '/channels/jobs?limit=5&exclusive=True');
  const [one, two] = claimed.messages.map(({ id }) => id);
  expect(
    await ask('POST', '/channels/jobs/acknowledge', `{"message_ids": ["${one}"]}`),
  ).toMatchObject({ status: 'ok', acknowledged: 1 });
  expect(await ask('POST', '/channels/jobs/nack', `{"message_ids": ["${two}"]}`)).toMatchObject({
    status: 'ok',
    nacked: 1,
  });
  expect(await ask('GET', '/channels/tides/info')).toMatchObject({
    id: 'tides',
    name: 'tides',
    description: '',
    visibility: 'public',
    period: 5,
  });
});

it('tells Python what is wrong where FastAPI does, in `detail`', async () => {
  const { url } = await serve(Plant);
  const answer = await python(url, 'PUT', '/channels/readings', '{"sensor": 1}');
  expect(answer.status).toBe(422);
  expect((JSON.parse(answer.body) as AnswerJson).detail).toContain('the content is no Reading');
});
