/**
 * Opens many event streams and measures, on some of them, how long a message took: `node events-client.mjs <url>
 * <token> <streams> <watched> <seconds>`. Tells its parent when all are open and what it measured; told how many
 * messages were sent in all, it waits for those and tells what came. One more stream is opened and never read.
 */
import { connect } from 'node:net';
import { performance } from 'node:perf_hooks';
import { clearInterval, setInterval, setTimeout } from 'node:timers';

const [url, token, streams, watched, seconds] = process.argv.slice(2);
const { hostname, port, pathname } = new URL(url);
const REST_TIMEOUT_MS = 10_000;
const head =
  `GET ${pathname} HTTP/1.1\r\nhost: ${hostname}:${port}\r\naccept: text/event-stream\r\n` +
  `authorization: Bearer ${token}\r\n\r\n`;
const nowMs = () => performance.timeOrigin + performance.now();

const latencies = [];
const received = new Array(Number(streams)).fill(0);
/** Messages of watched streams that were not the next one. */
let outOfTurn = 0;
let isMeasuring = false;

const SENT = /"number":(\d+),"sentMs":([\d.]+)/;
const MARK = '"sentMs":';

function open(index) {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: hostname, port: Number(port) }, () => socket.write(head));
    socket.setNoDelay(true);
    socket.on('error', reject);
    const take = index < Number(watched) ? watch(index) : count(index);
    socket.on('data', (chunk) => {
      resolve(socket);
      take(chunk);
    });
  });
}

/** Reads every message: its number and when it was sent. */
function watch(index) {
  let rest = '';
  return (chunk) => {
    const atMs = nowMs();
    rest += chunk.latin1Slice();
    for (let found = SENT.exec(rest); found !== null; found = SENT.exec(rest)) {
      received[index] += 1;
      if (Number(found[1]) !== received[index]) outOfTurn += 1;
      if (isMeasuring) latencies.push(atMs - Number(found[2]));
      rest = rest.slice(found.index + found[0].length);
    }
  };
}

/** Counts messages, those too whose mark is cut in two. */
function count(index) {
  let end = '';
  const cut = MARK.length - 1;
  return (chunk) => {
    if ((end + chunk.latin1Slice(0, cut)).includes(MARK)) received[index] += 1;
    for (let at = chunk.indexOf(MARK); at !== -1; at = chunk.indexOf(MARK, at + 1))
      received[index] += 1;
    end = (end + chunk.latin1Slice(Math.max(0, chunk.length - cut))).slice(-cut);
  };
}

const told = () => new Promise((resolve) => process.once('message', resolve));

/** Until every stream has so many messages, or for as long as it is waited for them. */
function allReceived(sent) {
  const startMs = nowMs();
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (Math.min(...received) < sent && nowMs() - startMs < REST_TIMEOUT_MS) return;
      clearInterval(timer);
      resolve();
    }, 10);
  });
}

const sockets = await Promise.all(
  Array.from({ length: Number(streams) }, (_, index) => open(index)),
);
const deaf = connect({ host: hostname, port: Number(port) }, () => deaf.write(head));
deaf.on('error', () => undefined);
deaf.pause();
process.send({ ready: true });
await told();
isMeasuring = true;
await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1_000));
isMeasuring = false;
const sorted = latencies.toSorted((left, right) => left - right);
process.send({ p99Ms: sorted[Math.floor(sorted.length * 0.99)], measured: sorted.length });
const { sent } = await told();
await allReceived(sent);
process.send({ fewest: Math.min(...received), most: Math.max(...received), outOfTurn });
for (const socket of [...sockets, deaf]) socket.destroy();
process.disconnect();
