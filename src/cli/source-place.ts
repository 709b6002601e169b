import { fileURLToPath } from 'node:url';

const PLACE = /((?:file:\/\/)?(?:\/|[A-Za-z]:[\\/])[^\n()[\]]*?):(\d+)(?::(\d+))?/g;

/** `file:line:column` of what `error` complains about: in `file` itself where the stack names it, else in a file of the user's. */
export function sourcePlace(error: unknown, file: string): string {
  const stack = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : '';
  const places = Array.from(stack.matchAll(PLACE), ([, path = '', ...numbers]) => ({
    path: path.startsWith('file:') ? fileURLToPath(path) : path,
    numbers: numbers.filter((number) => number !== undefined),
  }));
  const place =
    places.find(({ path }) => path === file) ??
    places.find(({ path }) => !/[\\/]node_modules[\\/]/.test(path));
  return place === undefined ? file : [place.path, ...place.numbers].join(':');
}
