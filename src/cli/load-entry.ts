import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { App } from '../container/app';
import type { CreateAppOptions } from '../container/create-app';
import type { SystemClass } from '../decorators/metadata';
import { readSystemMetadata } from '../decorators/metadata-storage';
import { HolonError, isHolonError } from '../errors/holon-error';
import type { Published } from '../systems/publish-options';
import { didYouMean } from '../util/did-you-mean';
import { findUpwards, loadModule } from './load-module';
import type { EntrySetting } from './project-settings';
import { sourcePlace } from './source-place';

/** Hears where the app answers once `holon start --publish` has published it. */
export type OnPublished = (published: Published, app: App) => unknown;

/**
 * What an entry file gives: the root system, the options for `createApp` that it exports as `options`, and what it
 * exports as `onPublished`.
 */
export interface Entry {
  /** Absolute. */
  readonly file: string;
  readonly root: SystemClass;
  readonly options: CreateAppOptions;
  readonly onPublished?: OnPublished;
}

type Exports = Readonly<Record<string, unknown>>;

/**
 * Loads the entry file and finds its root system: the default export, the export named `root`, or the only export
 * decorated with `@System`.
 * @throws HOLON_ENTRY_NOT_FOUND, HOLON_ENTRY_INVALID, HOLON_DEPENDENCY_MISSING
 */
export async function loadEntry(
  entry: EntrySetting | undefined,
  load: (file: string) => Promise<unknown> = loadModule,
): Promise<Entry> {
  const file = findFile(entry);
  const exports = await loadExports(file, load);
  const { onPublished } = exports;
  if (onPublished !== undefined && typeof onPublished !== 'function') {
    throw invalid(file, 'exports an `onPublished` that is no function');
  }
  return {
    file,
    root: findRoot(file, exports),
    options: findOptions(file, exports),
    ...(onPublished === undefined ? {} : { onPublished: onPublished as OnPublished }), // as the file's author was told
  };
}

function findFile(entry: EntrySetting | undefined): string {
  if (entry === undefined) {
    throw new HolonError('HOLON_ENTRY_NOT_FOUND', 'No entry file is named', {
      hint: 'Pass one, `holon start src/main.ts`, or set `entry` in nest-cli-style.json.',
    });
  }
  const [first = entry.given] = entry.places;
  const file = entry.places.find((place) => existsSync(place));
  if (file === undefined) {
    throw new HolonError(
      'HOLON_ENTRY_NOT_FOUND',
      `${entry.given} does not exist${didYouMean(basename(first), siblings(first))}`,
      { path: [first] },
    );
  }
  if (statSync(file).isFile()) return file;
  throw new HolonError('HOLON_ENTRY_NOT_FOUND', `${entry.given} is a directory, not a file`, {
    hint: 'Pass the file inside it that exports the root system.',
    path: [file],
  });
}

function siblings(file: string): string[] {
  const directory = dirname(file);
  return existsSync(directory) ? readdirSync(directory) : [];
}

async function loadExports(
  file: string,
  load: (file: string) => Promise<unknown>,
): Promise<Exports> {
  try {
    const exports = await load(file);
    return typeof exports === 'object' && exports !== null
      ? (exports as Exports) // any object can be looked through by key
      : { default: exports };
  } catch (cause) {
    if (isHolonError(cause, 'HOLON_DEPENDENCY_MISSING')) throw cause;
    throw new HolonError('HOLON_ENTRY_INVALID', `${basename(file)} cannot be loaded`, {
      hint: cureOf(file, cause),
      path: [sourcePlace(cause, importerOf(cause) ?? file)],
      cause,
    });
  }
}

function cureOf(file: string, cause: unknown): string {
  if (cause instanceof HolonError) return cause.hint;
  if (importerOf(cause) !== undefined) return 'Correct that import, or install the package.';
  const isBare = file.endsWith('.ts') && findUpwards(dirname(file), 'tsconfig.json') === undefined;
  return isBare
    ? 'Add a tsconfig.json with experimentalDecorators and emitDecoratorMetadata; `holon doctor` checks it.'
    : 'Correct the file at that place; --verbose shows the whole stack.';
}

/** The file that imports what does not exist. */
function importerOf(cause: unknown): string | undefined {
  const stack = cause instanceof Error && 'requireStack' in cause ? cause.requireStack : [];
  const importer: unknown = Array.isArray(stack) ? stack[0] : undefined;
  return typeof importer === 'string' ? importer : undefined;
}

function findRoot(file: string, exports: Exports): SystemClass {
  const named = [defaultExport(exports), exports.root].find(isSystemClass);
  if (named !== undefined) return named;
  const decorated = new Map(
    Object.entries(exports).flatMap(([name, value]) =>
      isSystemClass(value) ? [[value, name]] : [],
    ),
  );
  const [only, ...others] = decorated.keys();
  if (only !== undefined && others.length === 0) return only;
  if (only === undefined) {
    const names = Object.keys(exports).join(', ') || 'nothing';
    throw invalid(file, `exports no class decorated with @System, only: ${names}`);
  }
  throw invalid(
    file,
    `exports several systems: ${[...decorated.values()].join(', ')}`,
    'Export the root system as default, or under the name `root`.',
  );
}

function findOptions(file: string, exports: Exports): CreateAppOptions {
  const { options = {} } = exports;
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) {
    return options; // as the file's author was told; createApp refuses what it cannot use
  }
  throw invalid(file, 'exports `options` that are no object', 'Export the options of createApp.');
}

/** ESM that imports CommonJS finds the whole of it under `default`. */
function defaultExport(exports: Exports): unknown {
  const { default: exported } = exports;
  const isNested = typeof exported === 'object' && exported !== null && 'default' in exported;
  return isNested ? exported.default : exported;
}

function isSystemClass(value: unknown): value is SystemClass {
  return (
    typeof value === 'function' &&
    // Anything callable can be asked; only decorated classes have an answer.
    readSystemMetadata(value as SystemClass) !== undefined
  );
}

function invalid(file: string, what: string, hint?: string): HolonError {
  return new HolonError('HOLON_ENTRY_INVALID', `${basename(file)} ${what}`, { hint, path: [file] });
}
