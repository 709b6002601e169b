import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs';

import { HolonError } from 'holon';

/** One change of one log: which, by which method of `LogState`, with what. All of it is JSON. */
export type Call = readonly [logId: string, change: string, args: readonly unknown[]];

/** A file with one line for each atomic step. What was being written when the process died is cut off. */
export class Journal {
  /** What was found in the file, in order. */
  readonly found: readonly (readonly Call[])[];
  private readonly descriptor: number;
  private size: number;
  private isClosed = false;

  constructor(readonly file: string) {
    this.descriptor = openSync(file, 'a+');
    const bytes = readFileSync(file);
    this.size = bytes.lastIndexOf('\n') + 1;
    ftruncateSync(this.descriptor, this.size);
    const lines = bytes.subarray(0, this.size).toString('utf8').split('\n').slice(0, -1);
    this.found = lines.map((line) => JSON.parse(line, frozen) as readonly Call[]); // only `add` writes lines
  }

  /** @throws HOLON_WRONG_STATE when it is closed */
  checkOpen(): void {
    if (this.isClosed) throw new HolonError('HOLON_WRONG_STATE', `${this.file} is closed`);
  }

  /** @throws HOLON_STORE_FAILED when the file cannot be written; it is then as it was */
  add(calls: readonly Call[]): void {
    this.checkOpen();
    const bytes = Buffer.from(`${JSON.stringify(calls)}\n`);
    try {
      for (let at = 0; at < bytes.length;) at += writeSync(this.descriptor, bytes, at);
    } catch (cause) {
      ftruncateSync(this.descriptor, this.size);
      throw new HolonError('HOLON_STORE_FAILED', `${this.file} cannot be written`, { cause });
    }
    this.size += bytes.length;
  }

  flush(): void {
    if (!this.isClosed) fsyncSync(this.descriptor);
  }

  close(): void {
    if (this.isClosed) return;
    this.flush();
    this.isClosed = true;
    closeSync(this.descriptor);
  }
}

/** Messages are frozen in a store, and everything else here may be. */
const frozen = (_key: string, value: unknown): unknown => Object.freeze(value);
