/**
 * Turns whatever a caller logs into plain JSON data: bounded in depth and size, without secrets, and without ever
 * throwing, whatever getters, proxies and cycles it meets. pino's own `redact` needs every path spelled out.
 */
import type { JsonValue } from '../model/json';
import { createSecretTest, REDACTED, redactText } from './redact';

export interface LoggableOptions {
  /** Whether errors keep their stack. */
  readonly stacks: boolean;
  /** Further keys whose values are secret, compared without case and punctuation. */
  readonly redact?: readonly string[] | undefined;
}

const MAX_DEPTH = 8;
const MAX_ENTRIES = 100;
const MAX_TEXT = 8_192;
/** What is taken from an error; other own fields often hold whole requests and sockets. */
const ERROR_FIELDS = ['code', 'hint', 'path', 'fields', 'problems', 'errors', 'cause'];

/** The field of an event that holds what was thrown. */
const THROWN = 'error';

/** Makes the function that turns the fields of an event into loggable data; `undefined` means leave it out. */
export function createLoggable(
  options: LoggableOptions,
): (value: unknown) => JsonValue | undefined {
  const isSecret = createSecretTest(options.redact);

  /** `above` holds the objects that enclose `value`, so that only true cycles count as cycles. */
  const convert = (value: unknown, above: readonly object[]): JsonValue | undefined => {
    switch (typeof value) {
      case 'string':
        return cleanText(value);
      case 'number':
        return Number.isFinite(value) ? value : String(value);
      case 'boolean':
        return value;
      case 'bigint':
      case 'symbol':
        return cleanText(String(value));
      case 'function':
        return '[function]';
      case 'undefined':
        return undefined;
      case 'object':
        return value === null ? null : guarded(() => convertObject(value, above));
    }
  };

  const convertObject = (value: object, above: readonly object[]): JsonValue | undefined => {
    if (above.includes(value)) return '[circular]';
    if (above.length >= MAX_DEPTH) return '[too deep]';
    const within = [...above, value];
    if (value instanceof Error) return convertError(value, within);
    if (ArrayBuffer.isView(value)) return `[${String(value.byteLength)} bytes]`;
    if ('toJSON' in value && typeof value.toJSON === 'function') {
      const json: unknown = Reflect.apply(value.toJSON, value, []);
      return convert(json, within);
    }
    if (Array.isArray(value)) return convertList(value, value.length, within);
    if (value instanceof Set) return convertList(value, value.size, within);
    if (value instanceof Map) {
      const named = new Map(Array.from(value, ([key, item]) => [String(key), item as unknown])); // a Map holds anything
      return convertRecord([...named.keys()], (key) => named.get(key), within);
    }
    return convertRecord(Object.keys(value), (key) => Reflect.get(value, key), within);
  };

  const convertList = (
    items: Iterable<unknown>,
    length: number,
    within: readonly object[],
  ): JsonValue => {
    const list: JsonValue[] = [];
    for (const item of items) {
      if (list.length === MAX_ENTRIES) return [...list, `[${String(length - MAX_ENTRIES)} more]`];
      list.push(convert(item, within) ?? null);
    }
    return list;
  };

  const convertRecord = (
    keys: readonly string[],
    get: (key: string) => unknown,
    within: readonly object[],
  ): { readonly [key: string]: JsonValue } => {
    const entries: [string, JsonValue][] = [];
    for (const key of keys.slice(0, MAX_ENTRIES)) {
      const value = guarded(() => {
        const raw = within.length === 1 && key === THROWN ? asThrown(get(key)) : get(key);
        return isSecret(key, raw) && raw !== undefined ? REDACTED : convert(raw, within);
      });
      if (value !== undefined) entries.push([key, value]);
    }
    if (keys.length > MAX_ENTRIES) entries.push(['…', `${String(keys.length - MAX_ENTRIES)} more`]);
    return Object.fromEntries(entries);
  };

  const convertError = (error: Error, within: readonly object[]): JsonValue => {
    const fields = ERROR_FIELDS.filter((field) => field in error);
    if (options.stacks) fields.push('stack');
    return convertRecord(
      ['name', 'message', ...fields],
      (field) => Reflect.get(error, field),
      within,
    );
  };

  return (value) => convert(value, []);
}

/** Errors and other objects tell what they are; a bare `undefined` would leave no trace at all. */
function asThrown(value: unknown): unknown {
  if (typeof value === 'object' && value !== null) return value;
  return `threw ${typeof value === 'string' ? `'${value}'` : String(value)}`;
}

function cleanText(text: string): string {
  if (text.length <= MAX_TEXT) return redactText(text);
  return `${redactText(text.slice(0, MAX_TEXT))}… [${String(text.length - MAX_TEXT)} more]`;
}

function guarded(read: () => JsonValue | undefined): JsonValue | undefined {
  try {
    return read();
  } catch {
    return '[unreadable]';
  }
}
