import { resolve } from 'node:path';

const SQLITE = 'sqlite:';

/** A store address whose file is relative to the working directory, with the whole path. */
export function resolveStoreAddress(cwd: string, address: string): string {
  if (!address.startsWith(SQLITE)) return address;
  const file = address.slice(SQLITE.length);
  return file === '' ? address : `${SQLITE}${resolve(cwd, file)}`;
}
