import { existsSync } from 'node:fs';
import { dirname, extname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { HolonError } from '../errors/holon-error';

const TYPESCRIPT = ['.ts', '.cts', '.mts', '.tsx'];
/** What @swc-node/register takes the place of tsconfig.json from. */
const PROJECT_VARIABLES = ['SWC_NODE_PROJECT', 'TS_NODE_PROJECT'];

/**
 * Loads a module of any kind and answers its exports. TypeScript is compiled on the way by @swc-node/register, which
 * emits decorator metadata when the nearest tsconfig.json asks for it.
 * @throws HOLON_DEPENDENCY_MISSING for TypeScript without the compiler; else whatever the module throws
 */
export async function loadModule(file: string): Promise<unknown> {
  if (TYPESCRIPT.includes(extname(file))) registerTypeScript(file);
  if (extname(file) === '.mjs') return importModule(file);
  try {
    return requireModule(file);
  } catch (error) {
    if (isAsyncModule(error)) return importModule(file);
    throw error;
  }
}

/** Does nothing the second time, nor in a process that was started with `-r @swc-node/register`. */
function registerTypeScript(file: string): void {
  const project = findUpwards(dirname(file), 'tsconfig.json');
  const isNamed = PROJECT_VARIABLES.some((name) => process.env[name] !== undefined);
  if (project !== undefined && !isNamed) process.env.SWC_NODE_PROJECT = project;
  try {
    requireModule('@swc-node/register');
  } catch (cause) {
    throw new HolonError(
      'HOLON_DEPENDENCY_MISSING',
      `${file} is TypeScript, and @swc-node/register, which compiles it, cannot be loaded`,
      {
        hint: 'npm install --save-dev @swc-node/register @swc/core typescript, or pass the compiled .js file.',
        cause,
      },
    );
  }
}

/** The nearest file of that name in `directory` or above it. */
export function findUpwards(directory: string, name: string): string | undefined {
  const path = join(directory, name);
  if (existsSync(path)) return path;
  const parent = dirname(directory);
  return parent === directory ? undefined : findUpwards(parent, name);
}

function requireModule(name: string): unknown {
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- the name is known only now, and hooks work on require
  return require(name);
}

function importModule(file: string): Promise<unknown> {
  return import(pathToFileURL(file).href);
}

/** Modules with top-level await can only be imported. */
function isAsyncModule(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ERR_REQUIRE_ASYNC_MODULE';
}
