import { invalidRequest } from './answer';

/** The part of an address behind `?`: names to values, as text. */
export type Query = ReadonlyMap<string, string>;

const NOTHING: Query = new Map();

/** @param search without the `?` @throws HOLON_INVALID_REQUEST */
export function parseQuery(search: string): Query {
  if (search === '') return NOTHING;
  const query = new Map<string, string>();
  // Looked for again only behind the last one: a long query of bare names is gone through once.
  let sign = search.indexOf('=');
  for (let start = 0; start <= search.length;) {
    if (sign !== -1 && sign < start) sign = search.indexOf('=', start);
    const mark = search.indexOf('&', start);
    const end = mark === -1 ? search.length : mark;
    if (end > start) {
      const split = sign === -1 || sign > end ? end : sign;
      const name = decode(search.slice(start, split));
      if (query.has(name)) throw invalidRequest(`The query has '${shortened(name)}' twice`);
      query.set(name, decode(search.slice(split + 1, end)));
    }
    start = end + 1;
  }
  return query;
}

function decode(text: string): string {
  if (!text.includes('%') && !text.includes('+')) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidRequest('The query has percent-encoding that is not UTF-8');
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
