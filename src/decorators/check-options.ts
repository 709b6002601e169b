import { HolonError } from '../errors/holon-error';
import { didYouMean } from '../util/did-you-mean';

/** Where a decorator stands, for messages: `@Subsystem on Plant.sensor`. */
export type Place = string;

/** Throws when the value of `option` is not what it must be. @throws HOLON_INVALID_DECORATOR */
export type Check = (place: Place, option: string, value: unknown) => void;

/** The error of every wrong use of a decorator. */
export function invalidDecorator(place: Place, problem: string, cure: string): HolonError {
  return new HolonError('HOLON_INVALID_DECORATOR', `${place}: ${problem}`, { hint: cure });
}

/** The check that a value is `expected`. */
export function must(expected: string, accepts: (value: unknown) => boolean): Check {
  return (place, option, value) => {
    if (accepts(value)) return;
    throw invalidDecorator(
      place,
      `${option} must be ${expected}, but is ${show(value)}`,
      `Set ${option} to ${expected}.`,
    );
  };
}

/** The check of an object with one check for each key; keys may be left out unless `required`. */
export function shape<T extends object>(
  checks: Readonly<Record<keyof T & string, Check>>,
  required: readonly (keyof T & string)[] = [],
): Check {
  const known = new Map<string, Check>(Object.entries(checks));
  return (place, option, value) => {
    isObject(place, option, value);
    const given = new Map(Object.entries(value as object)); // isObject has thrown otherwise
    const prefix = option === OPTIONS ? '' : `${option}.`;
    for (const key of given.keys()) {
      if (known.has(key)) continue;
      throw invalidDecorator(
        place,
        `there is no option ${prefix}${key}${didYouMean(key, known.keys())}`,
        `Use only ${[...known.keys()].join(', ')}.`,
      );
    }
    for (const [key, check] of known) {
      const entry: unknown = given.get(key);
      if (entry !== undefined || required.includes(key as keyof T & string)) {
        check(place, prefix + key, entry); // `known` has the keys of T
      }
    }
  };
}

/** What a message calls the options object itself. */
export const OPTIONS = 'options';

const isObject = must(
  'an object',
  (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
);

const ID = /^[A-Za-z0-9_:-][A-Za-z0-9._:-]{0,127}$/;

export const identifier = must(
  "1 to 128 letters, digits, '.', '_', '-' or ':' that do not start with '.'",
  (value) => typeof value === 'string' && ID.test(value),
);
export const text = must('a string', (value) => typeof value === 'string');
export const title = must(
  'a string that is not empty',
  (value) => typeof value === 'string' && value.trim() !== '',
);
export const flag = must('true or false', (value) => typeof value === 'boolean');
export const count = must(
  'a whole number of at least 1',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1, // isSafeInteger accepts numbers only
);
export const spanMs = must(
  'a finite number of milliseconds above 0',
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
);
export const ticksPerSecond = must(
  'a number above 0 and at most 1000',
  (value) => typeof value === 'number' && value > 0 && value <= 1_000,
);
export const contentType = must(
  'a DTO class or a Standard Schema',
  (value) => isClass(value) || isStandardSchema(value),
);

/** The check that a value is one of `values`. */
export function oneOf(...values: readonly string[]): Check {
  return must(values.map((value) => `'${value}'`).join(' or '), (value) =>
    values.some((allowed) => allowed === value),
  );
}

/** The check of an array of things, none of them twice. */
export function listOf(check: Check): Check {
  return (place, option, value) => {
    isArray(place, option, value);
    const entries = value as readonly unknown[]; // isArray has thrown otherwise
    for (const [index, entry] of entries.entries()) {
      check(place, `${option}[${index}]`, entry);
      if (entries.indexOf(entry) === index) continue;
      throw invalidDecorator(
        place,
        `${option} lists ${show(entry)} twice`,
        `Remove one of the two from ${option}.`,
      );
    }
  };
}

const isArray = must('an array', Array.isArray);

/** Whether `value` can be constructed. Arrow functions and methods cannot: they have no prototype. */
export function isClass(value: unknown): value is abstract new (...args: never[]) => unknown {
  return typeof value === 'function' && typeof value.prototype === 'object';
}

/** Some libraries make their schemas callable. */
function isStandardSchema(value: unknown): boolean {
  return (
    ((typeof value === 'object' && value !== null) || typeof value === 'function') &&
    '~standard' in value
  );
}

/** `value` in a message: short, and never longer than a line. */
export function show(value: unknown): string {
  if (isClass(value)) return `class ${value.name}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'string') return `'${value.length > 40 ? `${value.slice(0, 40)}…` : value}'`;
  if (Array.isArray(value)) return 'an array';
  if (value instanceof Object) return 'an object';
  return String(value);
}
