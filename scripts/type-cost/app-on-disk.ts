import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { type AppSize, type AppTypes, generateApp } from './generate-app';

const ROOT = join(__dirname, '..', '..');

/**
 * Writes a generated app and its tsconfig.json into `folder`. `library` is the file that `holon` means: the sources, or
 * the declarations that a user gets.
 */
export function writeApp(folder: string, size: AppSize, types: AppTypes, library: string): void {
  mkdirSync(folder, { recursive: true });
  for (const [name, text] of generateApp(size, types)) writeFileSync(join(folder, name), text);
  const compilerOptions = {
    declaration: false,
    declarationMap: false,
    sourceMap: false,
    types: ['node'],
    typeRoots: [join(ROOT, 'node_modules', '@types')],
    paths: { holon: [library] },
  };
  const config = {
    extends: join(ROOT, 'tsconfig.json'),
    compilerOptions,
    include: ['*.ts'],
    exclude: [],
  };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(config));
}
