import type { IncomingMessage } from 'node:http';

/** The place of a request that is not among the open ones. */
export const NOT_OPEN = -1;

/** A request that is not answered yet. */
export interface OpenRequest {
  readonly request: IncomingMessage;
  /** What to call it in a report: `GET /channels/{id}`. */
  readonly label: string;
  /** Where it stands among the open ones; theirs to set. */
  place: number;
  /** The publication is over: what works on it must end. */
  abort(): void;
}

/** Requests that are not answered yet. Each knows its place, which is cheaper for every request than a set of them. */
export class OpenRequests {
  private readonly list: OpenRequest[] = [];

  get size(): number {
    return this.list.length;
  }

  /** Those of this moment. */
  all(): readonly OpenRequest[] {
    return [...this.list];
  }

  add(request: OpenRequest): void {
    request.place = this.list.length;
    this.list.push(request);
  }

  /** Answers whether it was there. */
  remove(request: OpenRequest): boolean {
    const { place } = request;
    if (place === NOT_OPEN) return false;
    request.place = NOT_OPEN;
    const last = this.list.pop();
    if (last !== undefined && last !== request) {
      this.list[place] = last;
      last.place = place;
    }
    return true;
  }
}
