import { Script } from 'node:vm';
import { createApp, silentLogger, System, type App } from '../../src/index';

@System({ id: 'bare' })
class Bare {}

let app: App;
let url: string;

beforeAll(async () => {
  app = await createApp(Bare, {
    logger: silentLogger,
    security: { authenticate: () => undefined, authorize: () => false },
  });
  ({ url } = await app.publish({ port: 0 }));
});
afterAll(() => app.drain());

const get = async (path: string) => {
  const answer = await fetch(url + path);
  return { answer, text: await answer.text() };
};

describe('the files of the reference page', () => {
  it.each([
    ['/docs', 'text/html; charset=utf-8'],
    ['/docs/page.css', 'text/css; charset=utf-8'],
    ['/docs/page.js', 'text/javascript; charset=utf-8'],
    ['/docs/icon.svg', 'image/svg+xml'],
  ])('%s is served to everybody, under the policy', async (path, type) => {
    const { answer } = await get(path);
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe(type);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    const policy = answer.headers.get('content-security-policy');
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
  });

  it('hold nothing of the app, whose documents ask for a token', async () => {
    expect((await get('/openapi.json')).answer.status).toBe(401);
    expect((await get('/asyncapi.json')).answer.status).toBe(401);
    const { text } = await get('/docs');
    expect(text).not.toMatch(/bare/i);
  });

  it('name no other server, and carry neither scripts nor styles in the page', async () => {
    const { text: html } = await get('/docs');
    expect(html).not.toMatch(/<style|style=|\son\w+=|<script(?! src=)/);
    for (const path of ['/docs', '/docs/page.css', '/docs/page.js']) {
      const addresses = (await get(path)).text.match(/https?:\/\/[^\s"'`]+/g) ?? [];
      // A draft of a field that takes an address.
      expect(addresses.filter((address) => address !== 'https://example.org/')).toEqual([]);
    }
  });

  it('are a script that is whole and writes no markup', async () => {
    const { text } = await get('/docs/page.js');
    expect(() => new Script(text)).not.toThrow();
    expect(text).not.toMatch(
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|Function\(/,
    );
    expect(text).not.toMatch(/localStorage|sessionStorage|document\.cookie/);
  });
});
