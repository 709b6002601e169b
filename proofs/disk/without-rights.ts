/** Opens stores as a user without rights, and reports how each was refused. */
import { isHolonError } from 'holon';

import { openStore } from '../../src/stores/open-store';
import { report } from '../shared/report';

export interface Refusal {
  readonly file: string;
  readonly code: string;
  readonly message: string;
  readonly hint: string;
}

/** For root no permission counts; in every Unix this is nobody. */
const NOBODY = 65_534;

async function main(warmUp: string, files: readonly string[]): Promise<void> {
  await openStore(`sqlite:${warmUp}`).store.close(); // loads the library while it may still be read
  if (process.getuid?.() === 0) {
    process.setgid?.(NOBODY);
    process.setuid?.(NOBODY);
  }
  for (const file of files) report(await refusalOf(file));
}

async function refusalOf(file: string): Promise<Refusal> {
  try {
    const { store } = openStore(`sqlite:${file}`);
    await store.open('orders');
    await store.close();
    return { file, code: 'opened', message: '', hint: '' };
  } catch (error) {
    if (!isHolonError(error))
      return { file, code: 'no HolonError', message: String(error), hint: '' };
    const { code, message, hint } = error;
    return { file, code, message, hint };
  }
}

const [warmUp = '', ...files] = process.argv.slice(2);
void main(warmUp, files);
