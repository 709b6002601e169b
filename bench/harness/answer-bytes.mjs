import { once } from 'node:events';
import { connect } from 'node:net';

/** Bytes on the wire of one answer, head and body, to the request that wrk sends. @param origin `http://host:port` */
export async function answerBytes(origin, path, token) {
  const { hostname, port, host } = new URL(origin);
  const socket = connect({ host: hostname, port: Number(port) });
  try {
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\nauthorization: Bearer ${token}\r\n\r\n`);
    let answer = '';
    while (!isWhole(answer)) {
      const [chunk] = await once(socket, 'data');
      answer += chunk.latin1Slice();
    }
    return answer.length;
  } finally {
    socket.destroy();
  }
}

function isWhole(answer) {
  const end = answer.indexOf('\r\n\r\n');
  if (end === -1) return false;
  const length = /\r\ncontent-length: (\d+)/i.exec(answer.slice(0, end))?.[1];
  if (length === undefined) return answer.endsWith('\r\n0\r\n\r\n');
  return answer.length >= end + 4 + Number(length);
}
