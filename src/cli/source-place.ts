import { join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';

/** holon's own files: `src`, or `dist` when compiled. */
const HOLON = join(__dirname, '..') + sep;
const PLACE = /(?<![\w.:])((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n()[\]]*?):(\d+)(?::(\d+))?/g;

interface Place {
  readonly path: string;
  readonly numbers: readonly string[];
}

/** `file:line:column` of what `error` complains about: in `file` itself where the stack names it, else in a file of the user's. */
export function sourcePlace(error: unknown, file: string): string {
  const places = error instanceof Error ? placesIn(`${error.message}\n${error.stack ?? ''}`) : [];
  const place = places.find(({ path }) => path === file) ?? places.find(isUsers);
  return place === undefined ? file : render(place);
}

/** `file:line:column` of the innermost call of user code on the stack of `error`. */
export function userFrame(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const place = frames.flatMap(placesIn).find(isUsers);
  return place && render(place);
}

function placesIn(text: string): Place[] {
  return Array.from(text.matchAll(PLACE), ([, path = '', ...numbers]) => ({
    path: path.startsWith('file:') ? fileURLToPath(path) : path,
    numbers: numbers.filter((number) => number !== undefined),
  }));
}

function isUsers({ path }: Place): boolean {
  return !path.startsWith(HOLON) && !/[\\/]node_modules[\\/]/.test(path);
}

function render({ path, numbers }: Place): string {
  return [path, ...numbers].join(':');
}
