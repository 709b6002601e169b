import { connect, type Socket } from 'node:net';

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  readonly head: string;
  readonly body: string;
  /** All that came, when the other side has closed. */
  readonly text: string;
}

/** Sends bytes as they are and takes all that comes until the other side closes. `Connection: close` is for you to send. */
export function sendRaw(url: string, text: string | Buffer): Promise<RawAnswer> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(text));
    const pieces: Buffer[] = [];
    socket.on('data', (piece) => pieces.push(piece));
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ECONNRESET' && error.code !== 'EPIPE') reject(error);
    });
    socket.on('close', () => {
      const all = Buffer.concat(pieces).toString('latin1');
      const end = all.indexOf('\r\n\r\n');
      const head = end === -1 ? all : all.slice(0, end);
      resolve({
        status: Number(/^HTTP\/1\.1 (\d{3})/.exec(all)?.[1] ?? 0),
        head,
        body: end === -1 ? '' : all.slice(end + 4),
        text: all,
      });
    });
  });
}

/** A request of lines: the first line, and then `Name: value`. Asks to close unless told otherwise. */
export function lines(...all: string[]): string {
  return `${[...all, 'Connection: close'].join('\r\n')}\r\n\r\n`;
}

/** A connection that never reads what it is sent. */
export function openDeaf(url: string, text: string): Promise<Socket> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => {
      socket.pause();
      socket.write(text);
      resolve(socket);
    });
    socket.once('error', reject);
    socket.on('error', () => undefined);
  });
}
