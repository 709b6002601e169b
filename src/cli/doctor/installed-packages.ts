import { existsSync, readdirSync, readFileSync, realpathSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** One installed copy of a package. */
export interface InstalledPackage {
  readonly directory: string;
  readonly version: string;
}

/** The copy of `name` that code in `directory` gets. Reads files alone, so that broken packages are found too. */
export function findPackage(name: string, directory: string): InstalledPackage | undefined {
  const found = readPackage(join(directory, 'node_modules', name));
  const parent = dirname(directory);
  return found ?? (parent === directory ? undefined : findPackage(name, parent));
}

/** Every copy of `name` below the `node_modules` of `directory`; links to one place count once. */
export function findCopies(name: string, directory: string): InstalledPackage[] {
  const copies = new Map<string, InstalledPackage>();
  const visited = new Set<string>();
  const visit = (modules: string): void => {
    if (!existsSync(modules)) return;
    const place = realpathSync(modules);
    if (visited.has(place)) return;
    visited.add(place);
    const copy = readPackage(join(place, name));
    if (copy !== undefined) copies.set(copy.directory, copy);
    for (const inner of packageDirectories(place)) visit(join(inner, 'node_modules'));
  };
  visit(join(directory, 'node_modules'));
  return [...copies.values()];
}

/** The packages of a `node_modules`, scoped ones and those in pnpm's store included. */
function packageDirectories(modules: string): string[] {
  return readdirSync(modules).flatMap((entry) => {
    const path = join(modules, entry);
    const isFolderOfPackages = entry.startsWith('@') || entry === '.pnpm';
    if (isFolderOfPackages) return readdirSync(path).map((inner) => join(path, inner));
    return basename(path).startsWith('.') ? [] : [path];
  });
}

function readPackage(directory: string): InstalledPackage | undefined {
  const file = join(directory, 'package.json');
  if (!existsSync(file)) return undefined;
  return { directory: realpathSync(directory), version: readVersion(file) };
}

function readVersion(file: string): string {
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    const version =
      typeof content === 'object' && content !== null && 'version' in content
        ? content.version
        : undefined;
    return typeof version === 'string' ? version : 'unknown';
  } catch {
    return 'unreadable';
  }
}
