import { answerBytes } from './answer-bytes.mjs';
import { CONNECTIONS, loadHttp } from './http-load.mjs';
import { assertEqual, content200 } from './message.mjs';

const READ = '/channels/orders?limit=10&after=message-00';
const WRITE = '/channels/orders';
const BODY = JSON.stringify(content200());
assertEqual(BODY.length, 200, 'bytes of a body');

/**
 * @param open answers `{ port, count, close }` of a server on a free port; `count` says how many messages were stored
 *   so far, those that are no longer kept among them
 * @param check `before` the load answers what `after` it is compared with
 */
const httpCase = (title, open, request, check) => ({
  title,
  needs: 'wrk',
  async measure() {
    const { issueToken } = await import('./http-holon.mjs');
    const token = issueToken();
    const server = await open();
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      const known = await check.before(server, origin, token);
      const { runs, microseconds } = await loadHttp({ ...request(origin), token });
      await check.after(server, runs, known);
      return microseconds;
    } finally {
      await server.close();
    }
  },
});

/** What wrk counted, and at most one more for each connection: what was on its way when it stopped. */
function assertWithin(found, counted, each, what) {
  const most = counted + CONNECTIONS * each;
  if (!(found >= counted && found <= most))
    throw new Error(`${what}: ${found}, expected ${counted} to ${most}`);
}

export const readCase = (title, open) =>
  httpCase(title, open, (origin) => ({ url: origin + READ, method: 'GET' }), {
    async before(_server, origin, token) {
      const authorization = `Bearer ${token}`;
      const response = await fetch(origin + READ, { headers: { authorization } });
      const { messages } = await response.json();
      if (messages?.length !== 10) throw new Error(`${title} answered ${JSON.stringify(messages)}`);
      const forged = await fetch(origin + READ, {
        headers: { authorization: `${authorization}x` },
      });
      if (forged.status !== 401) throw new Error(`${title} let a forged token in`);
      return answerBytes(origin, READ, token);
    },
    after(_server, runs, bytes) {
      for (const run of runs)
        assertWithin(run.bytes, run.requests * bytes, bytes, `${title}: bytes of answers`);
    },
  });

export const writeCase = (title, open) =>
  httpCase(title, open, (origin) => ({ url: origin + WRITE, method: 'PUT', body: BODY }), {
    async before(server, origin, token) {
      const headers = { authorization: `Bearer ${token}x`, 'content-type': 'application/json' };
      const response = await fetch(origin + WRITE, { method: 'PUT', headers, body: '{}' });
      if (response.status !== 401) throw new Error(`${title} let a forged token in`);
      return server.count();
    },
    async after(server, runs, before) {
      const answered = runs.reduce((sum, { requests }) => sum + requests, 0);
      const stored = (await server.count()) - before;
      assertWithin(stored, answered, runs.length, `${title}: messages stored`);
    },
  });
