import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { format, resolveConfig } from 'prettier';

const root = new URL('../../', import.meta.url);

/** Text as the repository wants it, so that what is generated passes the same check as what is written. */
export async function formatted(file, text) {
  const filepath = fileURLToPath(new URL(file, root));
  return format(text, { ...(await resolveConfig(filepath)), filepath });
}

export async function writeFormatted(url, text) {
  writeFileSync(url, await formatted(url, text));
}
