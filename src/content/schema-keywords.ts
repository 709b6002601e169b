import type { JsonValue } from '../model/json';
import type { DtoRule } from './dto-shape';
import type { Schema } from './schema-parts';

type Arguments = readonly unknown[];

/** The keywords that say the same as a decorator of class-validator; undefined where there are none. */
export function keywordsOf(rule: DtoRule): Schema | undefined {
  return Object.hasOwn(EXACT, rule.name) ? EXACT[rule.name]?.(rule.constraints) : undefined;
}

/** The keywords that say at least of what type a value must be, for a rule that has no exact ones. */
export function typeKeywordsOf(rule: DtoRule): Schema {
  if (STRING_RULES.has(rule.name)) return { type: 'string' };
  if (rule.name === 'isNumber' || rule.name === 'isDivisibleBy') return { type: 'number' };
  if (rule.name === 'isNotEmptyObject') return { type: 'object' };
  return {};
}

const EXACT: Readonly<Record<string, (args: Arguments) => Schema | undefined>> = {
  isDefined: () => ({}),
  isString: () => ({ type: 'string' }),
  isBoolean: () => ({ type: 'boolean' }),
  isInt: () => ({ type: 'integer' }),
  isNumber: ([options]) => {
    const places = (options as { maxDecimalPlaces?: unknown } | undefined)?.maxDecimalPlaces; // of IsNumberOptions
    return places === undefined ? { type: 'number' } : undefined;
  },
  isObject: () => ({ type: 'object' }),
  isNotEmptyObject: ([options]) =>
    options === undefined ? { type: 'object', minProperties: 1 } : undefined,
  isArray: () => ({ type: 'array' }),
  isNotEmpty: () => ({ minLength: 1 }),
  isEmpty: () => ({ enum: ['', null] }),

  min: ([limit]) => number('minimum', limit),
  max: ([limit]) => number('maximum', limit),
  isPositive: () => ({ type: 'number', exclusiveMinimum: 0 }),
  isNegative: () => ({ type: 'number', exclusiveMaximum: 0 }),

  minLength: ([limit]) => size('string', 'minLength', limit),
  maxLength: ([limit]) => size('string', 'maxLength', limit),
  isLength: ([least, most]) => {
    const lower = size('string', 'minLength', least);
    const upper = most === undefined ? {} : size('string', 'maxLength', most);
    return lower && upper && { ...lower, ...upper };
  },
  matches: ([pattern, modifiers]) => matching(pattern, modifiers),

  arrayMinSize: ([limit]) => size('array', 'minItems', limit),
  arrayMaxSize: ([limit]) => size('array', 'maxItems', limit),
  arrayNotEmpty: () => ({ type: 'array', minItems: 1 }),

  isIn: ([values]) => oneOf(values),
  isNotIn: ([values]) => noneOf(values),
  isEnum: ([entity]) => oneOf(Object.values(Object(entity) as object)), // any value but null has keys
  equals: ([value]) => oneOf([value]),
  notEquals: ([value]) => noneOf([value]),

  isEmail: ([options]) => (options === undefined ? format('email') : undefined),
  isUuid: ([version]) => (version === undefined || version === 'all' ? format('uuid') : undefined),
  isRFC3339: () => format('date-time'),
  isIp: ([version]) => {
    if (version === undefined) return { type: 'string', anyOf: [IPV4, IPV6] };
    return version === 4 || version === '4' ? IPV4 : IPV6;
  },
};

const IPV4 = format('ipv4');
const IPV6 = format('ipv6');

function format(name: string): Schema {
  return { type: 'string', format: name };
}

/** Rules on strings that people use and JSON Schema has no word for, or a stricter one (`date-time`, `uri`). */
const STRING_RULES: ReadonlySet<string> = new Set([
  'matches',
  'isEmail',
  'isUuid',
  'isUrl',
  'isDateString',
  'isIso8601',
  'isAlpha',
  'isAlphanumeric',
  'isAscii',
  'isBase64',
  'isByteLength',
  'contains',
  'isFqdn',
  'isHexadecimal',
  'isHexColor',
  'isJson',
  'isJwt',
  'isLocale',
  'isLowercase',
  'isMilitaryTime',
  'isMimeType',
  'isMongoId',
  'isNumberString',
  'isPhoneNumber',
  'isSemVer',
  'isTimeZone',
  'isUppercase',
]);

function number(keyword: string, limit: unknown): Schema | undefined {
  if (typeof limit !== 'number' || !Number.isFinite(limit)) return undefined;
  return { type: 'number', [keyword]: limit };
}

function size(type: string, keyword: string, limit: unknown): Schema | undefined {
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 0) return undefined;
  return { type, [keyword]: limit };
}

/** JSON Schema patterns have no flags and are read in Unicode mode. */
function matching(pattern: unknown, modifiers: unknown): Schema | undefined {
  const isExpression = pattern instanceof RegExp;
  const source = isExpression ? pattern.source : pattern;
  const flags = isExpression ? pattern.flags : (modifiers ?? '');
  if (typeof source !== 'string' || typeof flags !== 'string') return undefined;
  if (/[^dgu]/.test(flags)) return undefined;
  try {
    new RegExp(source, 'u');
  } catch {
    return undefined; // legal without the u flag only
  }
  return { type: 'string', pattern: source };
}

/** class-validator compares with `===`, so that an object in the list is never met. */
function oneOf(values: unknown): Schema | undefined {
  const literals = literalsOf(values);
  if (literals === undefined) return undefined;
  return literals.length === 0 ? { not: {} } : { enum: literals };
}

function noneOf(values: unknown): Schema | undefined {
  const literals = literalsOf(values);
  if (literals === undefined) return undefined;
  return literals.length === 0 ? {} : { not: { enum: literals } };
}

function literalsOf(values: unknown): JsonValue[] | undefined {
  if (!Array.isArray(values)) return undefined;
  const literals = new Set<JsonValue>();
  for (const value of values as readonly unknown[]) {
    if (value === null || typeof value === 'string' || typeof value === 'boolean') {
      literals.add(value);
    } else if (typeof value === 'number' && Number.isFinite(value)) {
      literals.add(value);
    }
  }
  return Array.from(literals);
}
