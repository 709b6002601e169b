import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';

/** Beside the code and not in the system's folder for temporary files, which may be kept in memory. */
const folder = new URL('../data/', import.meta.url).pathname;

export function temporaryFolder() {
  mkdirSync(folder, { recursive: true });
  const path = mkdtempSync(`${folder}run-`);
  return { path, remove: () => rmSync(path, { recursive: true, force: true }) };
}

/** A copy at `file` of what `build(file)` made the first time that this run of the bench asked for `name`. */
export async function fromTemplate(name, file, build) {
  const template = `${folder}template-${name}`;
  if (!existsSync(template)) {
    await build(`${template}.new`);
    copyFileSync(`${template}.new`, template);
    for (const part of ['', '-wal', '-shm']) rmSync(`${template}.new${part}`, { force: true });
  }
  copyFileSync(template, file);
}

export const removeFiles = () => rmSync(folder, { recursive: true, force: true });
