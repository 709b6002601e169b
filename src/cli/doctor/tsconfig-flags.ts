import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { findUpwards } from '../load-module';

type CompilerOptions = Readonly<Record<string, unknown>>;

/** The compiler options of a tsconfig.json with those it extends, read without a compiler. */
export function readCompilerOptions(file: string, above: readonly string[] = []): CompilerOptions {
  const config: unknown = JSON.parse(stripComments(readFileSync(file, 'utf8')));
  if (!isObject(config)) return {};
  const inherited = [config.extends].flat().flatMap((base) => {
    const path = typeof base === 'string' ? findBase(base, dirname(file)) : undefined;
    const isCycle = path === file || above.includes(path ?? '');
    return path === undefined || isCycle ? [] : readCompilerOptions(path, [...above, file]);
  });
  const own = isObject(config.compilerOptions) ? config.compilerOptions : {};
  return Object.assign({}, ...inherited, own) as CompilerOptions; // all parts are objects
}

/** What the compiler takes where the option is left out: true from ES2022 on. Undefined where the target is not named. */
export function definesClassFields(options: CompilerOptions): boolean | undefined {
  if (typeof options.useDefineForClassFields === 'boolean') return options.useDefineForClassFields;
  if (typeof options.target !== 'string') return undefined;
  const year = /^es(20\d\d)$/i.exec(options.target)?.[1];
  return /^esnext$/i.test(options.target) || (year !== undefined && Number(year) >= 2022);
}

function findBase(base: string, directory: string): string | undefined {
  const isPath = base.startsWith('.') || isAbsolute(base);
  const places = ['', '.json', '/tsconfig.json'].map((end) => `${base}${end}`);
  for (const place of places.filter((name) => name.endsWith('.json'))) {
    const path = isPath
      ? resolve(directory, place)
      : findUpwards(directory, join('node_modules', place));
    if (path !== undefined && existsSync(path)) return path;
  }
  return undefined;
}

/** tsconfig.json is JSON with comments and trailing commas; neither counts inside strings. */
function stripComments(text: string): string {
  return text
    .replace(/^\uFEFF/, '')
    .replace(/("(?:\\.|[^"\\])*")|\/\/[^\n]*|\/\*[^]*?\*\//g, '$1')
    .replace(/("(?:\\.|[^"\\])*")|,(?=\s*[}\]])/g, '$1');
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
