import type { DtoRule } from './dto-shape';

/** A rule made ready for the fast check: one flat shape, told apart in one `switch`, costs no call per rule. */
export interface RuleTest {
  readonly kind: Kind;
  readonly limit: number;
  readonly values: readonly unknown[];
  readonly accepts: (value: unknown) => boolean;
}

type Kind = keyof typeof MESSAGES | 'other';

/**
 * The decorators whose test is written out here. A decorator of a user's own may carry the same name, so a rule counts
 * as the built-in one only if it also complains in the same words; any other rule is asked itself.
 */
const MESSAGES = {
  isDefined: 'should not be null or undefined',
  isNotEmpty: 'should not be empty',
  isString: 'must be a string',
  isBoolean: 'must be a boolean value',
  isInt: 'must be an integer number',
  isNumber: 'must be a number conforming to the specified constraints',
  isObject: 'must be an object',
  isArray: 'must be an array',
  min: 'must not be less than $constraint1',
  max: 'must not be greater than $constraint1',
  minLength: 'must be longer than or equal to $constraint1 characters',
  maxLength: 'must be shorter than or equal to $constraint1 characters',
  isIn: 'must be one of the following values: $constraint1',
  isEnum: 'must be one of the following values: $constraint2',
} as const;

const LIMITED: ReadonlySet<string> = new Set(['min', 'max', 'minLength', 'maxLength']);

/** A pair of surrogates and the variation selector behind it count as one character. */
const MOST_UNITS_PER_CHARACTER = 3;

export function compileRule(rule: DtoRule): RuleTest {
  const kind = kindOf(rule);
  const [argument] = rule.constraints;
  return {
    kind,
    limit: LIMITED.has(kind) ? Number(argument) : 0,
    values: kind === 'isIn' || kind === 'isEnum' ? Object.values(argument as object) : [], // checked by kindOf
    accepts: rule.accepts,
  };
}

function kindOf(rule: DtoRule): Kind {
  if (!isKnown(rule)) return 'other';
  const [argument] = rule.constraints;
  if (LIMITED.has(rule.name)) return typeof argument === 'number' ? rule.name : 'other';
  switch (rule.name) {
    case 'isIn':
      return Array.isArray(argument) ? rule.name : 'other';
    case 'isEnum':
      return typeof argument === 'object' && argument !== null ? rule.name : 'other';
    case 'isNumber': // with options it may allow less, or what is no JSON
      return Object.keys(argument ?? {}).length === 0 ? rule.name : 'other';
    default:
      return rule.name;
  }
}

function isKnown(rule: DtoRule): rule is DtoRule & { readonly name: keyof typeof MESSAGES } {
  if (!Object.hasOwn(MESSAGES, rule.name)) return false;
  const expected = MESSAGES[rule.name as keyof typeof MESSAGES]; // looked up before
  return rule.message.endsWith(`$property ${expected}`);
}

/** What class-validator would answer for the value of a JSON field. */
export function passes(test: RuleTest, value: unknown): boolean {
  switch (test.kind) {
    case 'isString':
      return typeof value === 'string';
    case 'isNumber':
      return typeof value === 'number' && Number.isFinite(value);
    case 'isInt':
      return Number.isInteger(value);
    case 'isBoolean':
      return typeof value === 'boolean';
    case 'isDefined':
      return value !== null && value !== undefined;
    case 'isNotEmpty':
      return value !== '' && value !== null && value !== undefined;
    case 'isObject':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'isArray':
      return Array.isArray(value);
    case 'min':
      return typeof value === 'number' && value >= test.limit;
    case 'max':
      return typeof value === 'number' && value <= test.limit;
    case 'minLength':
      if (typeof value !== 'string') return false;
      return value.length >= test.limit * MOST_UNITS_PER_CHARACTER || test.accepts(value);
    case 'maxLength':
      return typeof value === 'string' && (value.length <= test.limit || test.accepts(value));
    case 'isIn':
    case 'isEnum':
      return test.values.includes(value);
    case 'other':
      return test.accepts(value);
  }
}
