import type { JsonValue } from '../../model/json';

/** Longer ones are not looked at: hashing them would be work that anybody can ask for. */
export const LONGEST_TOKEN = 4_096;

type JsonObject = Readonly<Record<string, JsonValue>>;

/** A token taken apart; nothing of it is known to be true. */
export interface TokenText {
  readonly header: JsonObject;
  readonly claims: JsonObject;
  /** Both parts are as `JSON.stringify` writes them. */
  readonly isCanonical: boolean;
}

const FORM = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Fatal, so that no two texts are read as the same; a byte order mark stays, and is no JSON. */
const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Undefined for anything but three parts in the one base64url form of two JSON objects and a signature. */
export function readToken(token: string): TokenText | undefined {
  const [, head = '', body = '', signature = ''] = FORM.exec(token) ?? [];
  const header = readPart(head);
  const claims = readPart(body);
  if (header === undefined || claims === undefined) return undefined;
  if (decode(signature) === undefined) return undefined;
  return {
    header: header.value,
    claims: claims.value,
    isCanonical: header.isCanonical && claims.isCanonical,
  };
}

function readPart(part: string): { value: JsonObject; isCanonical: boolean } | undefined {
  const bytes = decode(part);
  if (bytes === undefined) return undefined;
  try {
    const text = utf8.decode(bytes);
    const value = JSON.parse(text) as JsonValue; // what JSON.parse answers
    if (!isJsonObject(value) || keysIn(text) !== countKeys(value)) return undefined;
    return { value, isCanonical: JSON.stringify(value) === text };
  } catch {
    return undefined;
  }
}

/** Node reads base64url with padding, other alphabets and stray bits too; one token must have one text. */
function decode(part: string): Buffer | undefined {
  if (part === '') return undefined;
  const bytes = Buffer.from(part, 'base64url');
  return bytes.toString('base64url') === part ? bytes : undefined;
}

function isJsonObject(value: JsonValue): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** How many keys valid JSON names; more than there are in what is parsed of it when one stands twice. */
function keysIn(json: string): number {
  let count = 0;
  for (const [, colon] of json.matchAll(/"(?:[^"\\]|\\.)*"(\s*:)?/g)) {
    if (colon !== undefined) count += 1;
  }
  return count;
}

function countKeys(value: JsonValue): number {
  if (typeof value !== 'object' || value === null) return 0;
  const entries: readonly JsonValue[] = Object.values(value);
  const own = Array.isArray(value) ? 0 : entries.length;
  return entries.reduce<number>((count, entry) => count + countKeys(entry), own);
}
