/** 1-based, as editors count. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\n\r]*/y;
const ATOM =
  // eslint-disable-next-line no-control-regex -- JSON refuses control characters inside strings
  /"(?:[^"\\\u0000-\u001f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Where `text` stops being JSON; undefined when it never does. Node 20 names the place only for some errors. */
export function findJsonError(text: string): TextPlace | undefined {
  const offset = new JsonScanner(text).findError();
  if (offset === undefined) return undefined;
  const before = text.slice(0, offset).split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

class JsonScanner {
  private offset = 0;

  constructor(private readonly text: string) {}

  findError(): number | undefined {
    const complete = this.value() && this.atEnd();
    return complete ? undefined : this.offset;
  }

  private value(): boolean {
    if (this.take('{')) return this.items('}', () => this.member());
    if (this.take('[')) return this.items(']', () => this.value());
    return this.match(ATOM);
  }

  private member(): boolean {
    if (!this.next('"')) return false;
    return this.match(ATOM) && this.take(':') && this.value();
  }

  private items(end: string, item: () => boolean): boolean {
    if (this.take(end)) return true;
    do {
      if (!item()) return false;
    } while (this.take(','));
    return this.take(end);
  }

  private atEnd(): boolean {
    this.match(SPACE);
    return this.offset === this.text.length;
  }

  private take(character: string): boolean {
    if (!this.next(character)) return false;
    this.offset += 1;
    return true;
  }

  private next(character: string): boolean {
    this.skipSpace();
    return this.text[this.offset] === character;
  }

  private skipSpace(): void {
    SPACE.lastIndex = this.offset;
    SPACE.exec(this.text);
    this.offset = SPACE.lastIndex;
  }

  private match(pattern: RegExp): boolean {
    pattern.lastIndex = this.offset;
    if (!pattern.test(this.text)) return false;
    this.offset = pattern.lastIndex;
    return true;
  }
}
