import { join } from 'node:path';

import ts from 'typescript';

import { type Block, PROJECT_ROOT } from './markdown';

/** Type-checks `blocks` in one program, each as a module of its own; answers `page:line message` for each error. */
export function checkTypes(blocks: readonly Block[]): readonly string[] {
  if (blocks.length === 0) return [];
  // As an ES module, a block may await at its top; the name puts it where `holon` and the packages are found.
  const byFile = new Map(
    blocks.map((block, index) => [join(PROJECT_ROOT, `snippet-${index}.mts`), block]),
  );
  const options = readOptions();
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (file) => byFile.has(file) || fileExists(file);
  host.getSourceFile = (file, target, ...rest) => {
    const block = byFile.get(file);
    return block === undefined
      ? getSourceFile(file, target, ...rest)
      : ts.createSourceFile(file, `${block.code}\nexport {};\n`, target);
  };
  const program = ts.createProgram([...byFile.keys()], options, host);
  return [...byFile].flatMap(([file, block]) => {
    const source = program.getSourceFile(file);
    return [
      ...program.getSyntacticDiagnostics(source),
      ...program.getSemanticDiagnostics(source),
    ].map((diagnostic) => {
      const line = diagnostic.file?.getLineAndCharacterOfPosition(diagnostic.start ?? 0).line ?? 0;
      const message = ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n');
      return `${block.page}:${block.line + line} ${message}`;
    });
  });
}

function readOptions(): ts.CompilerOptions {
  const { config } = ts.readConfigFile(join(PROJECT_ROOT, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  ) as { config: unknown }; // `config` is declared any
  const { options } = ts.parseJsonConfigFileContent(
    config,
    { ...ts.sys, readDirectory: () => [] },
    PROJECT_ROOT,
  );
  // A page shows no more than its point; declarations are of no interest.
  return { ...options, noEmit: true, declaration: false, declarationMap: false };
}
