import { createServer } from 'node:http';

import { holon, openSqlite } from './holon.mjs';
import { KEPT, messages, SECRET } from './http-peers.mjs';

/** A token of the kind that every server of the groups verifies. */
export function issueToken() {
  const security = new holon.JwtSecurity({ secret: SECRET });
  return security.issueToken({ systemId: 'writer', role: 'write', expiresInMs: 3_600_000 });
}

/** @returns the app of one public channel that holds the messages to read, and how many it holds */
async function createOrders(store) {
  class Orders extends holon.PassthroughChannel {}
  const retention = store === undefined ? { retention: { maxCount: KEPT } } : {};
  holon.Channel({ id: 'orders', visibility: 'public', ...retention })(Orders);
  class Root {}
  const access = holon.channelAccess({ own: [Orders] });
  holon.System({ id: 'root', channels: access })(Root);
  const security = new holon.JwtSecurity({ secret: SECRET });
  const app = await holon.createApp(Root, {
    security,
    logger: holon.silentLogger,
    ...(store === undefined ? {} : { store }),
  });
  return {
    app,
    async preload() {
      const client = app.client(access, 'writer');
      for (const { id, content } of messages) await client.write(Orders, content, { id });
    },
    count: async () => (await app.client(access, 'counter').host(Orders).stats()).count,
  };
}

const limits = { requestsPerSecond: 1e9 };

/** holon on its own listener. @param openStore a store to use in place of memory */
export async function openHolon(openStore) {
  const store = openStore?.();
  const { app, preload, count } = await createOrders(store);
  const { url } = await app.publish({ limits });
  await preload();
  return {
    port: new URL(url).port,
    count,
    async close() {
      await app.drain({ timeoutMs: 1_000 });
      await store?.close();
    },
  };
}

export const sqliteAt = (folder, durability) => () => openSqlite(`${folder}/orders.db`, durability);

/** holon mounted in an Express app of the user's. */
export async function openHolonMounted() {
  const { mountApp } = await import('./holon-http.mjs');
  const { default: express } = await import('express');
  const { app, preload, count } = await createOrders();
  const { handler } = await mountApp(app, { limits });
  await preload();
  const server = createServer(express().use(handler));
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: server.address().port,
    count,
    async close() {
      server.closeAllConnections();
      server.close();
      await app.drain({ timeoutMs: 1_000 });
    },
  };
}
