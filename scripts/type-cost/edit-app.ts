import { join } from 'node:path';

import ts from 'typescript';

const EDITS = 7;

/**
 * Milliseconds of the processor from a change in one file of the app to its errors being known, as an editor does it:
 * median of some changes, after the first look.
 */
export function measureEdit(folder: string, name: string): number {
  const { config } = ts.readConfigFile(join(folder, 'tsconfig.json'), (path) =>
    ts.sys.readFile(path),
  );
  const { options, fileNames } = ts.parseJsonConfigFileContent(config, ts.sys, folder);
  const file = join(folder, name);
  const text = ts.sys.readFile(file) ?? '';
  let version = 0;
  const service = ts.createLanguageService({
    getCompilationSettings: () => options,
    getScriptFileNames: () => fileNames,
    getScriptVersion: (path) => (path === file ? String(version) : '0'),
    getScriptSnapshot: (path) => {
      const source = path === file ? `${text}// ${version}\n` : ts.sys.readFile(path);
      return source === undefined ? undefined : ts.ScriptSnapshot.fromString(source);
    },
    getCurrentDirectory: () => folder,
    getDefaultLibFileName: (given) => ts.getDefaultLibFilePath(given),
    fileExists: (path) => ts.sys.fileExists(path),
    readFile: (path) => ts.sys.readFile(path),
  });
  const spansMs: number[] = [];
  for (; version <= EDITS; version += 1) {
    const start = process.cpuUsage();
    const errors = service.getSemanticDiagnostics(file);
    if (errors.length > 0)
      throw new Error(`${file}: ${ts.flattenDiagnosticMessageText(errors[0]?.messageText, '\n')}`);
    const { user, system } = process.cpuUsage(start);
    if (version > 0) spansMs.push((user + system) / 1_000);
  }
  return spansMs.sort((a, b) => a - b)[Math.floor(spansMs.length / 2)] ?? NaN;
}
