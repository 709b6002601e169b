/** Told by its class, so that a client can be used without loading what channels run on. */
export function isChannel(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const { isHolonChannel } = value.constructor as { isHolonChannel?: unknown }; // any class may lack it
  return isHolonChannel === true;
}
