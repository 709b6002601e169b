import { HolonError } from '../../src/errors/holon-error';

/** What `run` rejects with or throws; fails when nothing is refused, or with something else than a HolonError. */
export async function refusal(run: () => unknown): Promise<HolonError> {
  try {
    await run();
  } catch (error) {
    if (error instanceof HolonError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
}
