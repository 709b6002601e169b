import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** What the compiler says of one run. */
export interface CompileFigures {
  readonly checkMs: number;
  readonly totalMs: number;
  readonly memoryMiB: number;
  readonly instantiations: number;
  readonly types: number;
}

const tsc = (args: readonly string[]): string =>
  execFileSync(process.execPath, [TSC, ...args], { encoding: 'utf8', stdio: 'pipe' });

/** Writes the declarations that a user compiles against; answers the file that `holon` is. */
export function emitDeclarations(folder: string): string {
  const only = ['--emitDeclarationOnly', '--declarationMap', 'false', '--sourceMap', 'false'];
  tsc(['-p', join(ROOT, 'tsconfig.build.json'), ...only, '--outDir', folder]);
  return join(folder, 'index.d.ts');
}

/** Compiles the app in `folder` in a process of its own; fails when the app has a type error. */
export function compileApp(folder: string): CompileFigures {
  const output = tsc(['-p', folder, '--extendedDiagnostics']);
  const figure = (name: string): number => {
    const [, value] = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output) ?? [];
    if (value === undefined) throw new Error(`tsc said no '${name}':\n${output}`);
    return Number(value);
  };
  return {
    checkMs: figure('Check time') * 1_000,
    totalMs: figure('Total time') * 1_000,
    memoryMiB: figure('Memory used') / 1_024,
    instantiations: figure('Instantiations'),
    types: figure('Types'),
  };
}
