import { ask, bearer, closeSites, jsonOf, KINDS, openSite, statusOf, type Site } from './sites';
import { guard, honest } from './list/honest';

/** A segment where an id stands, and what is answered. */
const IDS: readonly (readonly [segment: string, status: number | string])[] = [
  ['news', 200],
  ['n%65ws', 200],
  ['NEWS', 404],
  ['news%20', 404],
  ['news%00', 404],
  ['%00', 404],
  ['news/', 404],
  ['/news', 404],
  ['.', 404],
  ['..', 404],
  ['../channels/news', 404],
  ['%2e%2e', 404],
  ['..%2Fnews', 404],
  ['..%5Cnews', 404],
  ['news%2Finfo', 404],
  ['news%2finfo', 404],
  ['news;a=b', 404],
  ['news%3Flimit=1', 404],
  ['*', 404],
  ['{id}', 404],
  ['__proto__', 404],
  ['constructor', 404],
  ['hasOwnProperty', 404],
  ['%E2%80%AEswen', 404],
  ['n%C3%ABws', 404],
  // Bytes that had to be encoded.
  ['n\u00c3\u00abws', 400],
  ['%F0%9F%98%80', 404],
  ['%', 400],
  ['%zz', 400],
  ['%c0%af', 400],
  ['%ff', 400],
  ['%ED%A0%80', 400],
  ['x'.repeat(10_000), 404],
  ['%41'.repeat(4_000), 404],
];

/** Ids of messages that callers choose. */
const MESSAGE_IDS: readonly (readonly [id: string, status: number])[] = [
  ['plain', 200],
  ['a/b', 200],
  ['../../etc/passwd', 200],
  ['__proto__', 200],
  ['constructor', 200],
  ['\u00fc\u{1f600}', 200],
  ['\u202eabc', 200],
  ['a\u0000b', 200],
  ['a\r\nb: c', 200],
  ['\ud800', 400],
  ['', 400],
  ['x'.repeat(256), 200],
  ['x'.repeat(10_000), 400],
];

describe.each(KINDS)('at an app that is %s', (kind) => {
  let site: Site;
  let token: readonly string[];

  beforeAll(async () => {
    site = await openSite(kind, { security: guard() });
    token = bearer(honest(Math.floor(site.clock.nowMs() / 1_000)));
  });
  afterAll(closeSites);

  it.each(IDS.map(([id, status]) => [id.slice(0, 30), id, status] as const))(
    'the id %s is found or not, whatever is asked of it',
    async (_, id, status) => {
      expect(statusOf(await ask(site, `GET /channels/${id}`, token))).toBe(status);
      const isBroken = status === 400;
      for (const request of [`GET /channels/${id}x/info`, `PUT /channels/${id}x?direct=true`]) {
        if (!id.includes('/')) {
          expect(statusOf(await ask(site, request, token))).toBe(isBroken ? 400 : 404);
        }
      }
      const system = `POST /systems/${id}x/services/echo`;
      if (!id.includes('/')) {
        expect(statusOf(await ask(site, system, token))).toBe(isBroken ? 400 : 404);
      }
    },
  );

  it.each(
    MESSAGE_IDS.map(([id, status]) => [JSON.stringify(id).slice(0, 30), id, status] as const),
  )(
    'a message of the id %s is stored once under just this id, or refused',
    async (_, id, status) => {
      const body = JSON.stringify({ id, content: 1 });
      const written = await ask(site, 'PUT /channels/jobs?direct=true', token, body);
      expect([statusOf(written), status === 200 ? jsonOf(written).item_id : '']).toEqual([
        status,
        status === 200 ? id : '',
      ]);
      if (status !== 200) return;
      const again = await ask(site, 'PUT /channels/jobs?direct=true', token, body);
      expect(jsonOf(again)).toMatchObject({ item_id: id, duplicate: true });
      const removing = JSON.stringify({ message_ids: [id] });
      const removed = await ask(site, 'POST /channels/jobs/remove', token, removing);
      expect(jsonOf(removed).message_ids).toEqual([id]);
    },
  );

  it.each(
    [
      ['limit=10&limit=1000', 400],
      ['limit=%31', 200],
      ['%6cimit=5', 200],
      ['limit=1e1', 400],
      ['limit=0x10', 400],
      ['limit=%D9%A3', 400],
      ['limit[]=1', 200],
      ['limit', 200],
      ['__proto__=1&constructor=2', 200],
      ['__proto__[limit]=0', 200],
      ['after=%00', 404],
      [`after=${'x'.repeat(5_000)}`, 400],
      ['wait=1e999', 400],
      ['wait=-1', 400],
      ['wait=61', 400],
      ['after=%E0%A4%A', 400],
      ['&&&==&', 200],
    ].map(([query, status]) => [String(query).slice(0, 30), String(query), status] as const),
  )('the query %s is answered as it must be', async (_, query, status) => {
    const request = `GET /channels/news?${query}`;
    expect(statusOf(await ask(site, request, token))).toBe(status);
  });
});
