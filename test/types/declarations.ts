import { join } from 'node:path';

import ts from 'typescript';

const ROOT = join(__dirname, '..', '..');
const SOURCES = `${join(ROOT, 'src')}/`;

const isSource = (file: string): boolean => file.startsWith(SOURCES);

/**
 * `files` in one program, in which holon is what users have of it: its declarations, as the build writes them, in the
 * place of its sources.
 */
export function compileAgainstDeclarations(files: readonly string[]): ts.Program {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
  const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
  const sources = ts.createProgram(files, {
    ...options,
    noEmit: false,
    emitDeclarationOnly: true,
    declarationMap: false,
    noCheck: true, // whether the sources are sound is for `npm run typecheck` to say
  });
  const declarations = declarationsOf(sources);
  const host = ts.createCompilerHost(options);
  const onDisk = { ...host };
  host.fileExists = (file) => (isSource(file) ? declarations.has(file) : onDisk.fileExists(file));
  host.readFile = (file) => declarations.get(file) ?? onDisk.readFile(file);
  host.getSourceFile = (file, target) => {
    const text = declarations.get(file);
    if (text !== undefined) return ts.createSourceFile(file, text, target);
    return sources.getSourceFile(file) ?? onDisk.getSourceFile(file, target); // libraries are read once
  };
  return ts.createProgram(files, options, host);
}

/** By the path where each would stand beside its source. */
function declarationsOf(program: ts.Program): ReadonlyMap<string, string> {
  const declarations = new Map<string, string>();
  const write: ts.WriteFileCallback = (file, text) => declarations.set(file, text);
  for (const source of program.getSourceFiles()) {
    if (isSource(source.fileName)) program.emit(source, write, undefined, true);
  }
  return declarations;
}
