import { loadHttp } from './http-load.mjs';
import { content } from './message.mjs';

const READ = '/channels/orders?limit=10&after=message-00';
const WRITE = '/channels/orders';

/** @param open answers `{ port, count, close }` of a server on a free port */
const httpCase = (title, open, request, check) => ({
  title,
  needs: 'wrk',
  async measure() {
    const { issueToken } = await import('./http-holon.mjs');
    const token = issueToken();
    const server = await open();
    try {
      const origin = `http://127.0.0.1:${server.port}`;
      await check.before(origin, token);
      const { requests, microseconds } = await loadHttp({ ...request(origin), token });
      await check.after(server, requests);
      return microseconds;
    } finally {
      await server.close();
    }
  },
});

export const readCase = (title, open) =>
  httpCase(title, open, (origin) => ({ url: origin + READ, method: 'GET' }), {
    async before(origin, token) {
      const authorization = `Bearer ${token}`;
      const response = await fetch(origin + READ, { headers: { authorization } });
      const { messages } = await response.json();
      if (messages?.length !== 10) throw new Error(`${title} answered ${JSON.stringify(messages)}`);
      const forged = await fetch(origin + READ, {
        headers: { authorization: `${authorization}x` },
      });
      if (forged.status !== 401) throw new Error(`${title} let a forged token in`);
    },
    after: async () => undefined,
  });

export const writeCase = (title, open) =>
  httpCase(
    title,
    open,
    (origin) => ({ url: origin + WRITE, method: 'PUT', body: JSON.stringify(content()) }),
    {
      async before(origin, token) {
        const headers = { authorization: `Bearer ${token}x`, 'content-type': 'application/json' };
        const response = await fetch(origin + WRITE, { method: 'PUT', headers, body: '{}' });
        if (response.status !== 401) throw new Error(`${title} let a forged token in`);
      },
      async after({ count, isBounded }, requests) {
        const kept = await count();
        if (!isBounded && kept < requests) throw new Error(`${title} kept ${kept} of ${requests}`);
      },
    },
  );
