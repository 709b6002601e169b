/** What was thrown before there was a promise, as the rejection that a promise-returning method owes its caller. */
export function rejection(error: unknown): Promise<never> {
  const thrown = error as Error; // whatever was thrown is passed on as it is
  return Promise.reject(thrown);
}
