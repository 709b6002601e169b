import { connect, createServer, type Server, type Socket } from 'node:net';
import type { AddressInfo } from 'node:net';

/** What becomes of one connection. */
export interface Fate {
  /** Bytes of answers that pass before it is cut. */
  readonly answerBytes: number;
}

const KIND: Fate = { answerBytes: Infinity };

/** A TCP proxy before a server that cuts connections as it is told. Requests always pass. */
export class ChaosProxy {
  /** Asked for each new connection. */
  fate: () => Fate = () => KIND;
  /** Connections that were cut so far. */
  cuts = 0;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: Server,
    private readonly targetPort: number,
  ) {}

  static async before(url: string): Promise<ChaosProxy> {
    const server = createServer();
    const proxy = new ChaosProxy(server, Number(new URL(url).port));
    server.on('connection', (client: Socket) => {
      proxy.join(client);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get url(): string {
    const { port } = this.server.address() as AddressInfo;
    return `http://127.0.0.1:${port}`;
  }

  /** Cuts what is open now. */
  cutAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.server.close(resolve));
    this.cutAll();
    await closed;
  }

  private join(client: Socket): void {
    const target = connect(this.targetPort, '127.0.0.1');
    let left = this.fate().answerBytes;
    const end = (): void => {
      client.destroy();
      target.destroy();
    };
    for (const socket of [client, target]) {
      this.sockets.add(socket);
      socket.on('error', end);
      socket.on('close', () => {
        this.sockets.delete(socket);
        end();
      });
    }
    client.pipe(target);
    target.on('data', (piece: Buffer) => {
      if (piece.length < left) {
        left -= piece.length;
        client.write(piece);
        return;
      }
      this.cuts += 1;
      // What still fits is on its way before the end is.
      client.end(piece.subarray(0, left), () => target.destroy());
      left = 0;
    });
  }
}
