import { HolonError } from '../errors/holon-error';
import { ROLES, type Role } from '../model/channel-security';
import { didYouMean } from '../util/did-you-mean';

/** What an option must be, for messages, and whether a value is it. */
export type OptionCheck = readonly [mustBe: string, accepts: (value: unknown) => boolean];

/** The error of every wrong argument of a security. */
export function invalid(what: string, hint?: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', what, { hint });
}

/**
 * Checks the options of `place` against one check a key; all may be left out. Values are never shown: they are secrets.
 * @throws HOLON_INVALID_ARGUMENT
 */
export function checkOptions<T extends object>(
  options: T,
  checks: { readonly [K in keyof Required<T>]: OptionCheck },
  place: string,
): void {
  if (typeof options !== 'object' || options === null || Array.isArray(options)) {
    throw invalid(`${place}: the options must be an object`);
  }
  const known = new Map<string, OptionCheck>(Object.entries(checks));
  for (const [key, value] of Object.entries(options)) {
    const check = known.get(key);
    if (check === undefined) {
      throw invalid(
        `${place}: there is no option '${key}'${didYouMean(key, known.keys())}`,
        `Use only ${[...known.keys()].join(', ')}.`,
      );
    }
    const [mustBe, accepts] = check;
    if (value !== undefined && !accepts(value)) {
      throw invalid(`${place}: ${key} must be ${mustBe}`);
    }
  }
}

export const FLAG: OptionCheck = ['true or false', (value) => typeof value === 'boolean'];

export const TEXT: OptionCheck = [
  'a string that is not empty',
  (value) => typeof value === 'string' && value !== '',
];

export const SPAN_MS: OptionCheck = [
  'a finite number of milliseconds above 0',
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
];

/** @throws HOLON_INVALID_ARGUMENT */
export function checkRole(role: Role, place: string): void {
  if (ROLES.includes(role)) return;
  const given: unknown = role; // callers may be untyped
  throw invalid(
    `${place}: '${String(given)}' is no role${didYouMean(String(given), ROLES)}`,
    `Pass ${ROLES.join(', ')}.`,
  );
}

/** Any object that has the named methods. */
export function having(what: string, ...methods: readonly string[]): OptionCheck {
  return [
    what,
    (value) =>
      typeof value === 'object' &&
      value !== null &&
      methods.every((name) => typeof (value as Record<string, unknown>)[name] === 'function'), // any object has fields to look at
  ];
}

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
