import { HolonError } from '../../src/errors/holon-error';
import { openStoreAdmin } from '../../src/stores/open-store-admin';
import type { Attempt } from './try-open';

/** Opens a file as the commands of `holon store` do. Throws what is no HolonError. */
export async function tryInspect(file: string): Promise<Attempt> {
  try {
    await openStoreAdmin(`sqlite:${file}`).inspect(0);
    return {};
  } catch (error) {
    if (!(error instanceof HolonError)) throw error;
    return { code: error.code, hint: error.hint };
  }
}
