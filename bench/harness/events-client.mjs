/**
 * Opens many event streams and measures, on some of them, how long a message took: `node events-client.mjs <url>
 * <token> <streams> <watched> <seconds>`. Tells its parent when all are open, and at the end what it saw. One more
 * stream is opened and never read.
 */
import { Buffer } from 'node:buffer';
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout } from 'node:timers';

const [url, token, streams, watched, seconds] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const head =
  `GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: text/event-stream\r\n` +
  `authorization: Bearer ${token}\r\n\r\n`;
const nowMs = () => performance.timeOrigin + performance.now();

const latencies = [];
const received = new Array(Number(streams)).fill(0);
let isMeasuring = false;

function open(index) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(head));
    socket.setNoDelay(true);
    socket.on('error', reject);
    let rest = '';
    socket.on('data', (chunk) => {
      resolve(socket);
      if (index >= Number(watched)) {
        if (isMeasuring) received[index] += count(chunk);
        return;
      }
      const atMs = nowMs();
      rest += chunk.latin1Slice();
      for (let found = SENT.exec(rest); found !== null; found = SENT.exec(rest)) {
        if (isMeasuring) {
          latencies.push(atMs - Number(found[1]));
          received[index] += 1;
        }
        rest = rest.slice(found.index + found[0].length);
      }
    });
  });
}

const SENT = /"sentMs":([\d.]+)/;
const MARK = Buffer.from('"sentMs":');

/** Messages in a chunk; one cut in two is not seen, which the check allows for. */
function count(chunk) {
  let found = 0;
  for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + 1)) found += 1;
  return found;
}

const sockets = await Promise.all(
  Array.from({ length: Number(streams) }, (_, index) => open(index)),
);
const deaf = connect({ host: hostname, port: Number(port) }, () => deaf.write(head));
deaf.on('error', () => undefined);
deaf.pause();
process.send({ ready: true });
process.once('message', () => {
  isMeasuring = true;
  setTimeout(
    () => {
      isMeasuring = false;
      const sorted = latencies.toSorted((left, right) => left - right);
      process.send({
        p50Ms: sorted[Math.floor(sorted.length * 0.5)],
        p99Ms: sorted[Math.floor(sorted.length * 0.99)],
        fewest: Math.min(...received),
        most: Math.max(...received),
      });
      for (const socket of [...sockets, deaf]) socket.destroy();
      process.disconnect();
    },
    Number(seconds) * 1_000,
  );
});
