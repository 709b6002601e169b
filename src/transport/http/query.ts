import { invalidRequest } from './answer';

/** The part of an address behind `?`: names to values, as text. */
export type Query = ReadonlyMap<string, string>;

const NOTHING: Query = new Map();

/** @param search without the `?` @throws HOLON_INVALID_REQUEST */
export function parseQuery(search: string): Query {
  if (search === '') return NOTHING;
  const query = new Map<string, string>();
  for (const pair of search.split('&')) {
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = decode(split === -1 ? pair : pair.slice(0, split));
    if (query.has(name)) throw invalidRequest(`The query has '${shortened(name)}' twice`);
    query.set(name, split === -1 ? '' : decode(pair.slice(split + 1)));
  }
  return query;
}

const ENCODED = /[%+]/;

function decode(text: string): string {
  if (!ENCODED.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw invalidRequest('The query has percent-encoding that is not UTF-8');
  }
}

function shortened(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
