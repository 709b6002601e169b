import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every file of a folder with a hash of its bytes: equal when nothing was touched, added or removed. */
export function fingerprint(folder: string): string {
  const hash = (name: string) =>
    createHash('sha256')
      .update(readFileSync(join(folder, name)))
      .digest('hex');
  return readdirSync(folder)
    .sort()
    .map((name) => `${name} ${hash(name)}`)
    .join('\n');
}
