import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

/** Writes a file as the repository wants it, so that what is generated passes the same check as what is written. */
export async function writeFormatted(url, text) {
  const filepath = fileURLToPath(url);
  writeFileSync(filepath, await format(text, { ...(await resolveConfig(filepath)), filepath }));
}
