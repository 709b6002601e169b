import { gzipSync } from 'node:zlib';

import { channelAccess, ChannelClient, System } from 'holon';
import { createTestApp } from 'holon/testing';

import { ask, bearer, closeSites, jsonOf, KINDS, openSite, statusOf, type Site } from './sites';
import { guard, honest } from './list/honest';
import { News } from './attack-plant';

/** Fields that objects have before anybody gives them any, as text: no object of the test takes one away. */
const FREE =
  '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}},"prototype":1,' +
  '"toString":"x","valueOf":null,"hasOwnProperty":1,"toJSON":"y","then":"z","length":-1,' +
  '"list":[{"__proto__":[1]}],"":0,"data":{"data":1},"\\u202e":"\\u0000"}';

const polluted = () => (({}) as { polluted?: unknown }).polluted;

/** What is sent, as what, and how it is answered. */
const WRONG: readonly (readonly [
  what: string,
  body: string | Buffer,
  headers: readonly string[],
  status: number,
])[] = [
  ['nothing', '', [], 400],
  ['half of a text', '{"a":[1,2', [], 400],
  ['two texts', '{}{}', [], 400],
  ['a text and more', '{} x', [], 400],
  ['comments', '{/*a*/}', [], 400],
  ['single quotes', "{'a':1}", [], 400],
  ['NaN', '{"a":NaN}', [], 400],
  ['a byte order mark', '\ufeff{}', [], 400],
  ['UTF-16', Buffer.from('{}', 'utf16le'), [], 400],
  ['bytes that are no UTF-8', Buffer.of(0x22, 0xc0, 0xaf, 0x22), [], 415],
  ['a number that is none', '1e999', [], 422],
  ['text/plain', '{}', ['Content-Type: text/plain'], 415],
  ['a form', 'a=1', ['Content-Type: application/x-www-form-urlencoded'], 415],
  ['several parts', '--x--', ['Content-Type: multipart/form-data; boundary=x'], 415],
  ['JSON of another kind', '{}', ['Content-Type: application/ld+json'], 415],
  ['latin1', '{}', ['Content-Type: application/json; charset=latin1'], 415],
  ['two types', '{}', ['Content-Type: application/json, text/html'], 415],
  ['gzip', gzipSync('{}'), ['Content-Encoding: gzip'], 415],
  ['a gzip bomb', gzipSync(Buffer.alloc(20_000_000, 0x20)), ['Content-Encoding: gzip'], 415],
  ['a gzip bomb that hides it', gzipSync(Buffer.alloc(20_000_000, 0x20)), [], 415],
  ['br', Buffer.of(1), ['Content-Encoding: br'], 415],
  ['33 levels', `${'['.repeat(33)}${']'.repeat(33)}`, [], 413],
  ['100 000 levels', `${'['.repeat(100_000)}${']'.repeat(100_000)}`, [], 413],
  ['100 000 levels that do not end', '{"a":'.repeat(100_000), [], 400],
  ['10 001 items', `[${'1,'.repeat(10_000)}1]`, [], 413],
  ['10 001 keys', `{${Array.from({ length: 10_001 }, (_, n) => `"k${n}":1`).join(',')}}`, [], 413],
  ['more than a mebibyte', JSON.stringify('x'.repeat(1_048_577)), [], 413],
];

/** What fits no reading, and what of it is named. */
const NO_READING: readonly (readonly [body: string, field: RegExp])[] = [
  ['null', /content/],
  ['7', /content/],
  ['"text"', /content/],
  ['[]', /content/],
  ['[{"sensor":"a","value":1}]', /content/],
  ['{}', /sensor/],
  ['{"sensor":"a","value":"1"}', /value/],
  ['{"sensor":["a"],"value":1}', /sensor/],
  ['{"sensor":{"length":5},"value":1}', /sensor/],
  ['{"sensor":"a","value":1,"extra":1}', /extra/],
  ['{"sensor":"a","value":1,"__proto__":{"note":7}}', /__proto__/],
  ['{"sensor":"a","value":1,"constructor":1}', /constructor/],
  ['{"sensor":"a","value":1,"toString":1}', /toString/],
  ['{"__proto__":{"sensor":"a","value":1}}', /sensor/],
];

describe.each(KINDS)('a body sent to an app that is %s', (kind) => {
  let site: Site;
  let token: readonly string[];

  beforeAll(async () => {
    site = await openSite(kind, { security: guard() });
    token = bearer(honest(Math.floor(site.clock.nowMs() / 1_000)));
  });
  afterAll(closeSites);

  const text = async (request: string, body?: string) => {
    const outcome = await ask(site, request, token, body);
    return typeof outcome === 'string' ? outcome : outcome.body;
  };

  it('keeps every key of free content, wherever it goes', async () => {
    await text('PUT /channels/news', FREE);
    await text('PUT /channels/news?direct=true', `{"id":"d","content":${FREE},"metadata":${FREE}}`);
    await text(
      'POST /channels/news/messages',
      `{"messages":[{"id":"b","data":${FREE},"metadata":${FREE}}]}`,
    );
    const read = await text('GET /channels/news?from=start');
    const kept = FREE.replace('\\u202e', '\u202e');
    expect(read.split(`"content":{"data":${kept}}`)).toHaveLength(4);
    expect(read.split(`"metadata":${kept}`)).toHaveLength(3);
    expect(await text('POST /systems/plant/services/echo', FREE)).toBe(`{"result":${kept}}`);
    expect(polluted()).toBeUndefined();
  });

  it('of which a key stands twice means the last', async () => {
    const answer = await text('POST /systems/plant/services/echo', '{"a":1,"\\u0061":2}');
    expect(answer).toBe('{"result":{"a":2}}');
  });

  it.each(WRONG)('that is %s is refused', async (_, body, headers, status) => {
    for (const path of ['PUT /channels/news', 'POST /systems/plant/services/echo']) {
      // A service may be called without input.
      if (body === '' && path.startsWith('POST')) continue;
      expect(statusOf(await ask(site, path, [...token, ...headers], body))).toBe(status);
    }
  });

  it.each(NO_READING)('%s is no reading, and is told why', async (body, field) => {
    const asked = [
      await ask(site, 'PUT /channels/readings', token, body),
      await ask(site, 'PUT /channels/readings?direct=true', token, `{"content":${body}}`),
      await ask(site, 'POST /channels/readings/messages', token, `{"messages":[{"data":${body}}]}`),
      await ask(site, 'POST /systems/plant/services/weigh', token, body),
    ];
    for (const answer of asked) {
      expect(statusOf(answer)).toBe(422);
      const { code, fields } = jsonOf(answer);
      expect([code, String(fields)]).toEqual([
        'HOLON_INVALID_CONTENT',
        expect.stringMatching(field),
      ]);
    }
    expect(polluted()).toBeUndefined();
  });
});

it('keeps every key of free content within one process, too', async () => {
  const owning = channelAccess({ own: [News] });
  @System({ id: 'root', channels: owning })
  class Root {
    constructor(readonly client: ChannelClient<typeof owning>) {}
  }
  const test = await createTestApp(Root);
  const { client } = test.get(Root);
  const written: unknown = JSON.parse(FREE);
  await client.write(News, written);
  const [message] = await client.read(News, { from: 'start' });
  expect(JSON.stringify(message!.content)).toBe(JSON.stringify(written));
  expect(polluted()).toBeUndefined();
  await test.dispose();
});
