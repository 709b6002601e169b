import type { SentMessage } from './serve';

/** One event as it came: its lines by name. */
export interface SentEvent {
  readonly event?: string;
  readonly id?: string;
  readonly data: string;
}

/** An event stream read as the standard says, written against `docs/reference/wire.md` alone. */
export class EventStream {
  readonly events: SentEvent[] = [];
  /** Comments that came. */
  comments = 0;
  isOver = false;
  private text = '';

  private constructor(
    readonly response: Response,
    private readonly controller: AbortController,
  ) {
    void this.read();
  }

  static async open(
    url: string,
    path: string,
    { token, lastId }: { readonly token?: string; readonly lastId?: string } = {},
  ): Promise<EventStream> {
    const controller = new AbortController();
    const response = await fetch(url + path, {
      signal: controller.signal,
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(lastId === undefined ? {} : { 'last-event-id': lastId }),
      },
    });
    return new EventStream(response, controller);
  }

  /** Messages, without `ready` and `end`. */
  get messages(): SentMessage[] {
    return this.events
      .filter(({ event }) => event === undefined)
      .map(({ data }) => JSON.parse(data) as SentMessage); // what the protocol says
  }

  close(): void {
    this.controller.abort();
  }

  private async read(): Promise<void> {
    try {
      const decoder = new TextDecoder();
      for await (const piece of this.response.body!) {
        this.text += decoder.decode(piece as Uint8Array, { stream: true });
        for (let end = this.text.indexOf('\n\n'); end !== -1; end = this.text.indexOf('\n\n')) {
          this.take(this.text.slice(0, end));
          this.text = this.text.slice(end + 2);
        }
      }
    } catch {
      // It was closed, or cut off.
    }
    this.isOver = true;
  }

  private take(block: string): void {
    const fields: Record<string, string> = {};
    for (const line of block.split('\n')) {
      if (line.startsWith(':')) {
        this.comments += 1;
        continue;
      }
      const [name, ...rest] = line.split(': ');
      fields[name!] = rest.join(': ');
    }
    if (fields.data !== undefined) this.events.push(fields as unknown as SentEvent);
  }
}
