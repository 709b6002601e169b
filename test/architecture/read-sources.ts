import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';

import type { Sources } from './check-sources';

export const PROJECT_ROOT = join(__dirname, '..', '..');

/** Every TypeScript file of `src`. */
export function readSources(): Sources {
  const root = join(PROJECT_ROOT, 'src');
  const files = readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name));
  return new Map(
    files.map((file) => [relative(root, file).split(sep).join('/'), readFileSync(file, 'utf8')]),
  );
}

/** The source file behind each path of `exports` and `bin` in package.json. */
export function readEntryPoints(): readonly string[] {
  const { exports, bin } = JSON.parse(readFileSync(join(PROJECT_ROOT, 'package.json'), 'utf8')) as {
    exports: Record<string, string | Record<string, string>>;
    bin: Record<string, string>;
  };
  const targets = Object.values(exports).map((target) =>
    typeof target === 'string' ? target : (target.default ?? ''),
  );
  return [...targets, ...Object.values(bin)]
    .map((target) => target.replace(/^(\.\/)?dist\//, ''))
    .filter((target) => target.endsWith('.js'))
    .map((target) => target.replace(/\.js$/, '.ts'));
}
