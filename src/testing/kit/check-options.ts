import { didYouMean } from '../../util/did-you-mean';
import { kitError } from './kit-error';

/** Whether a value is of the kind that `mustBe` names. */
export type OptionKind = readonly [mustBe: string, accepts: (value: unknown) => boolean];

/** What to say where options are wrong. */
export interface OptionsPlace {
  /** Who was given them: `createTestApp`. */
  readonly call: string;
  readonly hint?: string;
  /** What people write for an option of another name. */
  readonly aliases?: Readonly<Record<string, string>>;
}

/** @throws HOLON_INVALID_ARGUMENT for an option that does not exist, with the nearest that does, or is of another kind */
export function checkOptions(
  options: unknown,
  kinds: Readonly<Record<string, OptionKind>>,
  { aliases = {}, call, hint }: OptionsPlace,
): void {
  const names = Object.keys(kinds);
  const cure = hint ?? `Its options are ${names.join(', ')}.`;
  const refuse = (what: string): never => {
    throw kitError('HOLON_INVALID_ARGUMENT', `${call}: ${what}`, { hint: cure });
  };
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    return refuse(`the options must be an object, not ${kindOf(options)}`);
  }
  for (const [name, value] of Object.entries(options)) {
    const kind = Object.hasOwn(kinds, name) ? kinds[name] : undefined;
    if (kind === undefined) {
      const alias = Object.hasOwn(aliases, name) ? aliases[name] : undefined;
      const meant = alias === undefined ? didYouMean(name, names) : `, did you mean '${alias}'?`;
      return refuse(`there is no option '${name}'${meant}`);
    }
    if (value === undefined || kind[1](value)) continue;
    refuse(`${name} must be ${kind[0]}, not ${kindOf(value)}`);
  }
}

/** A value as a message names it. */
export function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value);
  if (Array.isArray(value)) return 'an array';
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return value.name === '' ? 'a function' : value.name;
  if (typeof value === 'number' || typeof value === 'boolean') {
    return `${typeof value} ${String(value)}`;
  }
  return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

export const isFunction = (value: unknown): boolean => typeof value === 'function';

/** Whether an object has all these methods. */
export const hasMethods =
  (...names: readonly string[]) =>
  (value: unknown): boolean =>
    typeof value === 'object' &&
    value !== null &&
    names.every((name) => isFunction((value as Readonly<Record<string, unknown>>)[name])); // an object may be asked for anything
