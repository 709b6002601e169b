import { fork } from 'node:child_process';
import { createServer } from 'node:http';
import { performance } from 'node:perf_hooks';
import { clearInterval, setImmediate, setInterval, setTimeout } from 'node:timers';
import { fileURLToPath } from 'node:url';

import { assertEqual } from '../harness/message.mjs';
import { BESIDE } from '../harness/processors.mjs';

const STREAMS = 1_000;
const WATCHED = 20;
const PER_SECOND = 1_000;
const SECONDS = 4;
/** Bytes that a stream of the floor has not taken; then it is left out. */
const MOST_WAITING_BYTES = 4_194_304;
const CLIENT = fileURLToPath(new URL('../harness/events-client.mjs', import.meta.url));
const nowMs = () => performance.timeOrigin + performance.now();

/** @param open answers `{ url, token, write(content), close }`: a message written goes to every stream */
const eventsCase = (title, open) => ({
  title,
  async measure() {
    const server = await open();
    const [execPath, ...execArgv] = [...BESIDE, process.execPath];
    const words = [server.url, server.token, STREAMS, WATCHED, SECONDS].map(String);
    const client = fork(CLIENT, words, { execPath, execArgv });
    const said = () =>
      new Promise((resolve, reject) => {
        client.once('message', resolve);
        client.once('exit', (code) => reject(new Error(`the client ended with code ${code}`)));
      });
    await said();
    const writer = writing(server.write);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    const result = said();
    client.send('measure');
    const { p99Ms } = await result;
    const sent = await writer.stop();
    const rest = said();
    client.send({ sent });
    const { fewest, most, outOfTurn } = await rest;
    await server.close();
    assertEqual(fewest, sent, `${title}: messages of the stream that got fewest`);
    assertEqual(most, sent, `${title}: messages of the stream that got most`);
    assertEqual(outOfTurn, 0, `${title}: messages of watched streams that were not the next`);
    return p99Ms * 1_000;
  },
});

/** Writes a thousand messages a second, evenly. */
function writing(write) {
  const startMs = performance.now();
  let begun = 0;
  let stored = 0;
  let pending = Promise.resolve();
  const note = 'goods-in gate 4, flange DN 80 PN 16';
  const due = () => Math.floor(((performance.now() - startMs) / 1_000) * PER_SECOND);
  const timer = setInterval(() => {
    for (const all = due(); begun < all;) {
      begun += 1;
      pending = write({ number: begun, sentMs: nowMs(), note }).then(() => {
        stored += 1;
      });
    }
  }, 1);
  return {
    /** @returns how many were sent; throws when the writer has not kept its pace */
    async stop() {
      clearInterval(timer);
      const expected = due();
      await pending;
      assertEqual(stored, begun, 'messages stored of those sent');
      if (begun < expected - PER_SECOND / 2)
        throw new Error(`only ${begun} of ${expected} messages were sent`);
      return begun;
    },
  };
}

/** What is written in one turn goes to every stream as one chunk; one that takes nothing is left out. */
async function openFloor() {
  const streams = new Set();
  const server = createServer((request, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-store' });
    response.write('event: ready\ndata: {}\n\n');
    streams.add(response);
    response.on('close', () => streams.delete(response));
  });
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
  let waiting = '';
  let count = 0;
  return {
    url: `http://127.0.0.1:${server.address().port}/events`,
    token: 'none',
    async write(content) {
      count += 1;
      if (waiting === '') {
        setImmediate(() => {
          for (const stream of streams) {
            if (stream.writableLength < MOST_WAITING_BYTES) stream.write(waiting);
          }
          waiting = '';
        });
      }
      waiting += `id: ${count}\ndata: ${JSON.stringify({ id: String(count), content })}\n\n`;
    },
    close() {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(resolve));
    },
  };
}

async function openHolon() {
  const { holon } = await import('../harness/holon.mjs');
  const { SECRET } = await import('../harness/http-peers.mjs');
  class Events extends holon.BroadcastChannel {}
  holon.Channel({ id: 'events', visibility: 'public', retention: { maxCount: 65_536 } })(Events);
  const access = holon.channelAccess({ own: [Events] });
  class Root {}
  holon.System({ id: 'root', channels: access })(Root);
  const security = new holon.JwtSecurity({ secret: SECRET });
  const app = await holon.createApp(Root, { security, logger: holon.silentLogger });
  const limits = { streamsPerCaller: STREAMS + 10, requestsPerSecond: 1e9 };
  const { url } = await app.publish({ limits });
  const client = app.client(access, 'writer');
  return {
    url: `${url}/channels/events/events`,
    token: security.issueToken({ systemId: 'reader', role: 'read', expiresInMs: 3_600_000 }),
    write: (content) => client.write(Events, content),
    close: () => app.drain({ timeoutMs: 1_000 }),
  };
}

export const group = {
  name: 'http-events',
  title: 'A thousand event streams',
  about:
    `${STREAMS} streams of one channel held by a process on the other processor, ${PER_SECOND} messages a second for ` +
    `${SECONDS} seconds, and one stream more that is never read. Microseconds from the write to the client, of ` +
    `which 99 in 100 were quicker, on ${WATCHED} of the streams. Messages are numbered: on these each had to be the ` +
    'next one, and every stream had to get as many as were sent. The floor is a bare node:http server that writes what ' +
    'came in one turn to every stream, and keeps, checks and authorises nothing.',
  cases: {
    floor: eventsCase('floor', openFloor),
    holon: eventsCase('holon', openHolon),
  },
  rows: [
    {
      name: 'SSE, 1 000 streams × 1 000 messages/s: p99 from write to client',
      ours: 'holon',
      limit: 'floor',
      goal: { microseconds: 50_000, atMost: 1 },
    },
  ],
};
