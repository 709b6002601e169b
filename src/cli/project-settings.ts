import { resolve } from 'node:path';
import { throwProblems } from '../errors/collect-problems';
import { HolonError } from '../errors/holon-error';
import { LOG_LEVELS, type LogLevel } from '../observability/pino-logger';
import { everybodyHint, isTrustProxy, PROXIES_WANTED } from '../systems/proxy-names';
import type { TrustProxy } from '../systems/publish-options';
import { readSettingsFile, type SettingsFile } from './settings-file';

/** What the commands go by, each from the first of flags, environment, file and defaults that names it. */
export interface ProjectSettings {
  /** Absolute. @defaultValue the directory of the settings file */
  readonly sourceRoot: string;
  readonly entry?: EntrySetting;
  /** Store address; the entry's own or `memory:` where nobody names one. */
  readonly store?: string;
  readonly publish: {
    readonly host: string;
    readonly port: number;
    /** Where others reach the app, where that is not where it listens: a proxy, a container. */
    readonly publicUrl?: string;
    /** Proxies before the app that are believed. */
    readonly trustProxy?: TrustProxy;
  };
  /** @defaultValue 'info' */
  readonly logLevel: LogLevel;
}

/** The entry file as it was named, and where it may stand. */
export interface EntrySetting {
  readonly given: string;
  /** Absolute, best first. */
  readonly places: readonly string[];
}

/** What was typed: positional arguments and flags. */
export interface SettingFlags {
  readonly config?: string | undefined;
  readonly entry?: string | undefined;
  readonly store?: string | undefined;
  readonly logLevel?: string | undefined;
  readonly host?: string | undefined;
  /** As typed. */
  readonly port?: string | undefined;
  readonly publicUrl?: string | undefined;
  /** As typed: a number, or addresses with commas between them. */
  readonly trustProxy?: string | undefined;
}

export interface SettingSources {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly flags?: SettingFlags;
}

const DEFAULT_HOST = '127.0.0.1';
const DEFAULT_PORT = 8080;
const HIGHEST_PORT = 65_535;

/** One value for a setting and who said so. */
interface Candidate {
  readonly value: unknown;
  readonly origin: string;
  /** What a relative path is relative to. */
  readonly directory: string;
}

/** A parser answers undefined for what it cannot accept. */
interface Kind<T> {
  readonly wants: string;
  parse(value: unknown): T | undefined;
  /** The cure for a wrong value, where there is a better one than `wants`. */
  hintOf?(value: unknown): string | undefined;
}

const text: Kind<string> = {
  wants: 'a text that is not empty',
  parse: (value) => (typeof value === 'string' && value.trim() !== '' ? value : undefined),
};

const port: Kind<number> = {
  wants: `a whole number from 0 to ${String(HIGHEST_PORT)}`,
  parse: (value) =>
    typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= HIGHEST_PORT
      ? value
      : undefined,
};

const httpUrl: Kind<string> = {
  wants: 'an http(s) URL',
  parse: (value) =>
    typeof value === 'string' && /^https?:\/\//i.test(value) && URL.canParse(value)
      ? value
      : undefined,
};

const proxies: Kind<TrustProxy> = {
  wants: PROXIES_WANTED,
  parse: (value) => (isTrustProxy(value) ? value : undefined),
  hintOf: everybodyHint,
};

const logLevel: Kind<LogLevel> = {
  wants: `one of ${LOG_LEVELS.join(', ')}`,
  parse: (value) => LOG_LEVELS.find((level) => level === value),
};

/**
 * Collects the settings: flags before environment (`HOLON_ENTRY`, `HOLON_STORE`, `HOLON_HOST`, `HOLON_PORT`,
 * `HOLON_PUBLIC_URL`, `HOLON_TRUST_PROXY`,
 * `HOLON_LOG_LEVEL`) before file before defaults.
 * @throws HOLON_INVALID_CONFIG with every wrong value and where it came from, overridden ones included
 */
export function loadSettings({ cwd, env, flags = {} }: SettingSources): ProjectSettings {
  const file = readSettingsFile(cwd, flags.config);
  const problems = [...file.problems];

  const first = <T>(kind: Kind<T>, candidates: readonly Candidate[]): Chosen<T> | undefined => {
    const accepted: Chosen<T>[] = [];
    for (const { value, origin, directory } of candidates) {
      const parsed = kind.parse(value);
      if (parsed === undefined) problems.push(wrongValue(origin, kind, value));
      else accepted.push({ value: parsed, directory });
    }
    return accepted[0];
  };
  const fromFlag = (
    flag: string,
    value: string | undefined,
    convert: (raw: string) => unknown = String,
  ): Candidate[] =>
    value === undefined ? [] : [{ value: convert(value), origin: flag, directory: cwd }];
  const fromEnv = (name: string, convert: (raw: string) => unknown = String): Candidate[] => {
    const raw = env[name] ?? '';
    return raw === ''
      ? []
      : [{ value: convert(raw), origin: `environment ${name}`, directory: cwd }];
  };

  const entry = first(text, [
    ...fromFlag('the entry given', flags.entry),
    ...fromEnv('HOLON_ENTRY'),
    ...fromFile(file, 'entry'),
  ]);
  const sourceRoot = first(text, fromFile(file, 'sourceRoot'));
  const store = first(text, [
    ...fromFlag('--store', flags.store),
    ...fromEnv('HOLON_STORE'),
    ...fromFile(file, 'store'),
  ]);
  const host = first(text, [
    ...fromFlag('--host', flags.host),
    ...fromEnv('HOLON_HOST'),
    ...fromFile(file, 'publish.host'),
  ]);
  const portNumber = first(port, [
    ...fromFlag('--port', flags.port, digits),
    ...fromEnv('HOLON_PORT', digits),
    ...fromFile(file, 'publish.port'),
  ]);
  const publicUrl = first(httpUrl, [
    ...fromFlag('--public-url', flags.publicUrl),
    ...fromEnv('HOLON_PUBLIC_URL'),
    ...fromFile(file, 'publish.publicUrl'),
  ]);
  const trustProxy = first(proxies, [
    ...fromFlag('--trust-proxy', flags.trustProxy, hopsOrAddresses),
    ...fromEnv('HOLON_TRUST_PROXY', hopsOrAddresses),
    ...fromFile(file, 'publish.trustProxy'),
  ]);
  const level = first(logLevel, [
    ...fromFlag('--log-level', flags.logLevel),
    ...fromEnv('HOLON_LOG_LEVEL'),
  ]);
  first(text, fromFile(file, '$schema'));
  throwProblems('HOLON_INVALID_CONFIG', 'The settings are not valid', problems);

  const root = resolve(file.directory, sourceRoot?.value ?? '.');
  return {
    sourceRoot: root,
    ...(entry === undefined ? {} : { entry: entrySetting(entry, root) }),
    ...(store === undefined ? {} : { store: store.value }),
    publish: {
      host: host?.value ?? DEFAULT_HOST,
      port: portNumber?.value ?? DEFAULT_PORT,
      ...(publicUrl === undefined ? {} : { publicUrl: publicUrl.value }),
      ...(trustProxy === undefined ? {} : { trustProxy: trustProxy.value }),
    },
    logLevel: level?.value ?? 'info',
  };
}

interface Chosen<T> {
  readonly value: T;
  readonly directory: string;
}

function entrySetting({ value, directory }: Chosen<string>, sourceRoot: string): EntrySetting {
  const places = [resolve(directory, value), resolve(sourceRoot, value)];
  return { given: value, places: [...new Set(places)] };
}

function fromFile({ name, directory, values }: SettingsFile, key: string): Candidate[] {
  if (!values.has(key)) return [];
  return [{ value: values.get(key), origin: `${name}: ${key}`, directory }];
}

/** Text from the environment or a flag as the number it spells; anything else stays text and is refused as such. */
function digits(raw: string): unknown {
  return /^\d+$/.test(raw) ? Number(raw) : raw;
}

/** `2`, or `10.0.0.7, loopback`. */
function hopsOrAddresses(raw: string): unknown {
  const hops = digits(raw.trim());
  return typeof hops === 'number' ? hops : raw.split(',').map((one) => one.trim());
}

function wrongValue(origin: string, kind: Kind<unknown>, value: unknown): HolonError {
  const { wants } = kind;
  return new HolonError(
    'HOLON_INVALID_CONFIG',
    `${origin} must be ${wants}, is ${JSON.stringify(value)}`,
    { hint: kind.hintOf?.(value) ?? `Set it to ${wants}, or remove it.` },
  );
}
