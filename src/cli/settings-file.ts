import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { HolonError } from '../errors/holon-error';
import { didYouMean } from '../util/did-you-mean';
import { findJsonError } from './json-error-place';

/** The name looked for in the working directory. */
export const SETTINGS_FILE = 'nest-cli-style.json';

/** What a settings file says, keys checked, values not yet. */
export interface SettingsFile {
  /** As people should see it. */
  readonly name: string;
  /** What relative paths in it are relative to. */
  readonly directory: string;
  /** Nested keys with dots: `publish.port`. */
  readonly values: ReadonlyMap<string, unknown>;
  readonly problems: readonly HolonError[];
}

type JsonObject = Readonly<Record<string, unknown>>;

const KEYS = ['$schema', 'sourceRoot', 'entry', 'store', 'publish'];
const PUBLISH_KEYS = ['host', 'port', 'publicUrl', 'trustProxy'];

/**
 * Reads `config`, or the settings file of `cwd` where there is one.
 * @throws HOLON_INVALID_CONFIG when it cannot be read or is no JSON object
 */
export function readSettingsFile(cwd: string, config?: string): SettingsFile {
  const name = config ?? SETTINGS_FILE;
  const path = resolve(cwd, name);
  const directory = dirname(path);
  const isThere = existsSync(path);
  if (!isThere && config === undefined) {
    return { name, directory, values: new Map(), problems: [] };
  }
  if (!isThere) throw invalid(`${name} does not exist`, 'Pass an existing file with --config.');

  const content = parseObject(name, readText(name, path));
  const { publish = {}, ...rest } = content;
  const problems = unknownKeys(name, Object.keys(content), KEYS);
  const values = new Map(Object.entries(rest).filter(([key]) => KEYS.includes(key)));
  if (isObject(publish)) {
    problems.push(...unknownKeys(`${name}: publish`, Object.keys(publish), PUBLISH_KEYS));
    for (const key of PUBLISH_KEYS) {
      if (key in publish) values.set(`publish.${key}`, publish[key]);
    }
  } else {
    problems.push(
      invalid(
        `${name}: publish must be an object, is ${JSON.stringify(publish)}`,
        'Write "publish": { "host": "127.0.0.1", "port": 8080 }.',
      ),
    );
  }
  return { name, directory, values, problems };
}

function readText(name: string, path: string): string {
  try {
    return readFileSync(path, 'utf8').replace(/^\uFEFF/, '');
  } catch (cause) {
    throw invalid(`${name} cannot be read`, 'Make it a readable file.', cause);
  }
}

function parseObject(name: string, text: string): JsonObject {
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (cause) {
    const { line, column } = findJsonError(text) ?? { line: 1, column: 1 };
    throw invalid(
      `${name}:${String(line)}:${String(column)} is where it stops being JSON`,
      'Look for a missing or trailing comma, a missing quote, or a comment at that place.',
      cause,
    );
  }
  if (isObject(content)) return content;
  throw invalid(`${name} must hold a JSON object`, 'Write { "entry": "src/main.ts" }.');
}

function unknownKeys(
  place: string,
  keys: readonly string[],
  known: readonly string[],
): HolonError[] {
  return keys
    .filter((key) => !known.includes(key))
    .map((key) =>
      invalid(
        `${place}: unknown key '${key}'${didYouMean(key, known)}`,
        `Remove it; known keys are ${known.join(', ')}.`,
      ),
    );
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(message: string, hint: string, cause?: unknown): HolonError {
  return new HolonError('HOLON_INVALID_CONFIG', message, { hint, cause });
}
