import { execFileSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');
const TSC = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');

/** One thread, because the figures are of the processor and not of how many of them there are. */
const MEASURED = ['--single-threaded', '-r', join(__dirname, 'processor-clock.cjs')];

/** What the compiler says of one run; milliseconds are of the processor. */
export interface CompileFigures {
  readonly checkMs: number;
  readonly totalMs: number;
  readonly memoryMiB: number;
  readonly instantiations: number;
  readonly types: number;
}

const tsc = (args: readonly string[], flags: readonly string[] = []): string =>
  execFileSync(process.execPath, [...flags, TSC, ...args], { encoding: 'utf8', stdio: 'pipe' });

/** Writes the declarations that a user compiles against; answers the file that `holon` is. */
export function emitDeclarations(folder: string): string {
  const only = ['--emitDeclarationOnly', '--declarationMap', 'false', '--sourceMap', 'false'];
  tsc(['-p', join(ROOT, 'tsconfig.build.json'), ...only, '--outDir', folder]);
  return join(folder, 'index.d.ts');
}

/** Compiles the app in `folder` in a process of its own; fails when the app has a type error. */
export function compileApp(folder: string): CompileFigures {
  const output = tsc(['-p', folder, '--extendedDiagnostics'], MEASURED);
  const figure = (name: string): number => {
    const [, value] = new RegExp(`^${name}:\\s+([\\d.]+)`, 'm').exec(output) ?? [];
    if (value === undefined) throw new Error(`tsc said no '${name}':\n${output}`);
    return Number(value);
  };
  return {
    checkMs: Math.round(figure('Check time') * 1_000),
    totalMs: Math.round(figure('Total time') * 1_000),
    memoryMiB: figure('Memory used') / 1_024,
    instantiations: figure('Instantiations'),
    types: figure('Types'),
  };
}
