import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import ts from 'typescript';

import { compileAgainstDeclarations } from './declarations';

const MISUSE = join(__dirname, 'misuse');

const filesIn = (folder: string, ending: string): string[] =>
  readdirSync(folder)
    .filter((name) => name.endsWith(ending))
    .map((name) => join(folder, name));

const misuses = filesIn(MISUSE, '.ts');
const uses = filesIn(__dirname, '.test-d.ts');

function errorsOf(program: ts.Program, file: string): string[] {
  const source = program.getSourceFile(file);
  return [
    ...program.getSyntacticDiagnostics(source),
    ...program.getSemanticDiagnostics(source),
  ].map((diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, '\n'));
}

/** The first line of a misuse names a part of the message the compiler must print. */
function expectedOf(file: string): string {
  return readFileSync(file, 'utf8').split('\n')[0]?.replace('// Expected: ', '') ?? '';
}

describe('the compiler', () => {
  const program = compileAgainstDeclarations([...misuses, ...uses]);

  it.each(misuses.map((file) => [file.slice(MISUSE.length + 1), file]))(
    'refuses %s once, with its message',
    (_name, file) => {
      const errors = errorsOf(program, file);
      expect(errors).toHaveLength(1);
      expect(errors[0]).toContain(expectedOf(file));
    },
  );

  it.each(uses.map((file) => [file.slice(__dirname.length + 1), file]))(
    'accepts %s',
    (_name, file) => {
      expect(errorsOf(program, file)).toEqual([]);
    },
  );
});
