/** What another process has answered is looked at before it is used. All here throw HOLON_REMOTE_FAILED. */
import { HolonError } from '../../errors/holon-error';

/** JSON that was answered and whose fields nobody has looked at. */
export type Unchecked = Readonly<Record<string, unknown>>;

/** @param what what should have come, for the message */
export function asRecord(value: unknown, what: string): Unchecked {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Unchecked; // an object that is no array is a record
  }
  throw garbage(what);
}

export function asList(value: unknown, what: string): readonly unknown[] {
  if (Array.isArray(value)) return value as readonly unknown[]; // isArray has made it any
  throw garbage(what);
}

export function asNumber(value: unknown, what: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw garbage(what);
}

export function asText(value: unknown, what: string): string {
  if (typeof value === 'string') return value;
  throw garbage(what);
}

export function asTexts(value: unknown, what: string): readonly string[] {
  return asList(value, what).map((one) => asText(one, what));
}

/** The answer came whole and is JSON, but not what this protocol answers here. */
export function garbage(what: string): HolonError {
  return new HolonError('HOLON_REMOTE_FAILED', `The answer is none of this protocol: ${what}`, {
    hint: 'Check that the address is that of a holon app, of a version that this client knows.',
  });
}
