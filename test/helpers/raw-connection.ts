import { connect, type Socket } from 'node:net';

/** An answer as it came. */
export interface RawReply {
  readonly status: number;
  /** Names in lower case; the last where one came twice. */
  readonly headers: ReadonlyMap<string, string>;
  /** Status line and headers, as they came. */
  readonly head: string;
  readonly body: string;
  /** Answers of status 1xx that came before. */
  readonly informed: readonly number[];
}

/** What comes of a request: an answer, the end of the connection, or nothing for too long. */
export type RawOutcome = RawReply | 'closed' | 'hung';

const LONGEST_WAIT_MS = 8_000;

/** A connection that is kept: requests go out as they are, byte for byte, and answers are read one by one. */
export class RawConnection {
  private received: Buffer = Buffer.alloc(0);
  private isClosed = false;
  private wake: () => void = () => undefined;

  private constructor(readonly socket: Socket) {
    socket.on('data', (piece) => {
      this.received = Buffer.concat([this.received, piece]);
      this.wake();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.isClosed = true;
      this.wake();
    });
  }

  static open(url: string): Promise<RawConnection> {
    const { hostname, port } = new URL(url);
    return new Promise((resolve, reject) => {
      const socket = connect(Number(port), hostname, () => resolve(new RawConnection(socket)));
      socket.once('error', reject);
    });
  }

  get isOpen(): boolean {
    return !this.isClosed;
  }

  /** Bytes that came and belong to no answer that was read. */
  get unread(): string {
    return this.received.toString('latin1');
  }

  send(bytes: string | Buffer): void {
    this.socket.write(bytes);
  }

  /** @param method of the request that is answered: `HEAD` has no body */
  async ask(bytes: string | Buffer, method = 'GET'): Promise<RawOutcome> {
    this.send(bytes);
    return this.next(method);
  }

  /** The next answer. Of an event stream it is the head alone. */
  async next(method = 'GET'): Promise<RawOutcome> {
    const informed: number[] = [];
    for (;;) {
      const head = await this.take(() => this.headEnd());
      if (typeof head === 'string') return head;
      const reply = readHead(head.toString('latin1'));
      if (reply.status < 200) {
        informed.push(reply.status);
        continue;
      }
      const body = await this.body(reply, method);
      return typeof body === 'string' ? body : { ...reply, informed, body: body.toString('utf8') };
    }
  }

  /** Resolves when the other side has closed. */
  async closed(): Promise<'closed' | 'hung'> {
    return (await this.take(() => undefined)) === 'hung' ? 'hung' : 'closed';
  }

  end(): void {
    this.socket.destroy();
  }

  private async body(
    { status, headers }: Pick<RawReply, 'status' | 'headers'>,
    method: string,
  ): Promise<Buffer | 'closed' | 'hung'> {
    const none = Buffer.alloc(0);
    if (method === 'HEAD' || status === 204 || status === 304) return none;
    if (headers.get('content-type')?.startsWith('text/event-stream') === true) return none;
    const length = headers.get('content-length');
    if (length !== undefined) return this.takeBytes(Number(length));
    if (headers.get('transfer-encoding') !== 'chunked') {
      // It goes on until the end.
      const outcome = await this.closed();
      return outcome === 'hung' ? outcome : this.received;
    }
    const pieces: Buffer[] = [];
    for (;;) {
      const line = await this.take(() => this.lineEnd());
      if (typeof line === 'string') return line;
      const piece = await this.takeBytes(Number.parseInt(line.toString('latin1'), 16) + 2);
      if (typeof piece === 'string') return piece;
      if (piece.length === 2) return Buffer.concat(pieces);
      pieces.push(piece.subarray(0, -2));
    }
  }

  private takeBytes(count: number): Promise<Buffer | 'closed' | 'hung'> {
    return this.take(() => (this.received.length >= count ? count : undefined));
  }

  /** Takes so many bytes as soon as `count` knows how many. */
  private async take(count: () => number | undefined): Promise<Buffer | 'closed' | 'hung'> {
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      this.wake();
    }, LONGEST_WAIT_MS);
    try {
      for (;;) {
        const found = count();
        if (found !== undefined) {
          const taken = this.received.subarray(0, found);
          this.received = this.received.subarray(found);
          return taken;
        }
        if (this.isClosed) return 'closed';
        if (isLate) return 'hung';
        await new Promise<void>((resolve) => {
          this.wake = resolve;
        });
      }
    } finally {
      clearTimeout(timer);
    }
  }

  private headEnd(): number | undefined {
    const end = this.received.indexOf('\r\n\r\n');
    return end === -1 ? undefined : end + 4;
  }

  private lineEnd(): number | undefined {
    const end = this.received.indexOf('\r\n');
    return end === -1 ? undefined : end + 2;
  }
}

function readHead(head: string): Pick<RawReply, 'status' | 'headers' | 'head'> {
  const [first = '', ...rest] = head.trimEnd().split('\r\n');
  const headers = new Map<string, string>();
  for (const line of rest) {
    const colon = line.indexOf(':');
    headers.set(line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim());
  }
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0), headers, head };
}
