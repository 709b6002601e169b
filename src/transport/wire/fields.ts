import { HolonError } from '../../errors/holon-error';
import { toMs } from './time';

/** Values by name, as a query or a body gives them. Absent and null are the same. */
export interface Fields {
  get(name: string): unknown;
}

/** The fields of a JSON body. @throws HOLON_INVALID_REQUEST when it is no object */
export function fieldsOf(body: unknown, place = 'The body'): Fields {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw wrong(`${place} must be an object`);
  }
  return {
    get: (name) => {
      const value: unknown = Object.hasOwn(body, name) ? (body as never)[name] : undefined; // an own key
      return value === null ? undefined : value;
    },
  };
}

/** The values of a query. An empty one is absent: that is how some libraries write nothing. */
export function queryFields(query: ReadonlyMap<string, string>): Fields {
  return {
    get(name) {
      const value = query.get(name);
      return value === '' ? undefined : value;
    },
  };
}

/** @throws HOLON_INVALID_REQUEST, as all below */
export function textOf(fields: Fields, name: string): string | undefined {
  const value = fields.get(name);
  if (value === undefined || typeof value === 'string') return value;
  throw wrong(`${name} must be a string`);
}

const TRUE = /^(?:true|1|yes|on)$/i;
const FALSE = /^(?:false|0|no|off)$/i;

/** A boolean, or the text of one as Python and JavaScript write it. */
export function flagOf(fields: Fields, name: string): boolean {
  const value = fields.get(name);
  if (value === undefined || value === false) return false;
  if (value === true) return true;
  if (typeof value === 'string' && TRUE.test(value)) return true;
  if (typeof value === 'string' && FALSE.test(value)) return false;
  throw wrong(`${name} must be true or false`);
}

const NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?$/;

/** A number, in a query as text. */
export function numberOf(fields: Fields, name: string): number | undefined {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  if (typeof value === 'string' && NUMBER.test(value)) return Number(value);
  throw wrong(`${name} must be a number`);
}

/** A whole number from 1 to `most`. */
export function countOf(fields: Fields, name: string, most: number): number | undefined {
  const value = numberOf(fields, name);
  if (value === undefined || (Number.isInteger(value) && value >= 1 && value <= most)) return value;
  throw wrong(`${name} must be a whole number from 1 to ${String(most)}`);
}

/** Seconds as milliseconds. */
export function spanMsOf(fields: Fields, name: string, mostMs = Infinity): number | undefined {
  const seconds = numberOf(fields, name);
  if (seconds === undefined) return undefined;
  const ms = toMs(seconds);
  if (ms >= 0 && ms <= mostMs && Number.isFinite(ms)) return ms;
  const limit = mostMs === Infinity ? '0 or more' : `0 to ${String(mostMs / 1_000)}`;
  throw wrong(`${name} must be seconds, ${limit}`);
}

/** One of a few words. */
export function wordOf<const W extends string>(
  fields: Fields,
  name: string,
  words: readonly W[],
): W | undefined {
  const value = fields.get(name);
  if (value === undefined) return undefined;
  const word = words.find((known) => known === value);
  if (word !== undefined) return word;
  throw wrong(`${name} must be ${words.map((known) => `'${known}'`).join(' or ')}`);
}

/** A list of texts; undefined where it is absent. */
export function textsOf(fields: Fields, name: string): readonly string[] | undefined {
  const list = fields.get(name);
  if (list === undefined) return undefined;
  if (Array.isArray(list) && list.every((item): item is string => typeof item === 'string')) {
    return list;
  }
  throw wrong(`${name} must be an array of strings`);
}

/** What a request says against the protocol. */
export function wrong(detail: string): HolonError {
  return new HolonError('HOLON_INVALID_REQUEST', detail);
}
