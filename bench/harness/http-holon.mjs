import { createServer } from 'node:http';

import { temporaryFolder } from './files.mjs';
import { holon, messagesIn, openSqlite } from './holon.mjs';
import { KEPT, messages, SECRET } from './http-peers.mjs';

/** A token of the kind that every server of the groups verifies. */
export function issueToken() {
  const security = new holon.JwtSecurity({ secret: SECRET });
  return security.issueToken({ systemId: 'writer', role: 'write', expiresInMs: 3_600_000 });
}

/** @returns the app of one public channel that holds the messages to read, and how many it has stored so far */
async function createOrders(store, retention = {}) {
  class Orders extends holon.PassthroughChannel {}
  holon.Channel({ id: 'orders', visibility: 'public', ...retention })(Orders);
  class Root {}
  const access = holon.channelAccess({ own: [Orders] });
  holon.System({ id: 'root', channels: access })(Root);
  const security = new holon.JwtSecurity({ secret: SECRET });
  const app = await holon.createApp(Root, {
    security,
    logger: holon.silentLogger,
    store,
  });
  return {
    app,
    async preload() {
      const client = app.client(access, 'writer');
      for (const { id, content } of messages) await client.write(Orders, content, { id });
    },
    // Its newest place: what is no longer kept counts too.
    count: async () => store.open('orders').headSeq(),
  };
}

/** In memory, the last of so many messages; the store is made here so that it can be asked for its newest place. */
const createInMemory = () =>
  createOrders(new holon.MemoryStore(), { retention: { maxCount: KEPT } });

const limits = { requestsPerSecond: 1e9 };

/** holon on its own listener. */
export const openHolon = async () => listen(await createInMemory());

async function listen({ app, preload, count }, after = () => undefined) {
  const { url } = await app.publish({ limits });
  await preload();
  return {
    port: new URL(url).port,
    count,
    async close() {
      await app.drain({ timeoutMs: 1_000 });
      await after();
    },
  };
}

/** The same on SQLite. @param durability 'disk' or 'process' */
export async function openHolonSqlite(durability) {
  const folder = temporaryFolder();
  const file = `${folder.path}/orders.db`;
  const store = openSqlite(file, durability);
  const orders = { ...(await createOrders(store)), count: () => messagesIn(file) };
  return listen(orders, async () => {
    await store.close();
    folder.remove();
  });
}

/** holon mounted in an Express app of the user's. */
export async function openHolonMounted() {
  const { mountApp } = await import('./holon-http.mjs');
  const { default: express } = await import('express');
  const { app, preload, count } = await createInMemory();
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
