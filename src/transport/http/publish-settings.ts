import { HolonError } from '../../errors/holon-error';
import { everybodyHint, isTrustProxy, PROXIES_WANTED } from '../../systems/proxy-names';
import type { PublishLimits, PublishOptions } from '../../systems/publish-options';
import { LONGEST_TTL_MS } from '../../discovery/check-registration';
import { didYouMean } from '../../util/did-you-mean';

/** Options with every default applied. */
export interface PublishSettings extends Required<
  Omit<PublishOptions, 'limits' | 'publicUrl' | 'configure'>
> {
  readonly limits: Required<PublishLimits>;
  readonly publicUrl: string | undefined;
  readonly configure: PublishOptions['configure'];
}

/** What a check says of a wrong value: what it must be, and what may have been meant. */
type Check = readonly [
  mustBe: string,
  accepts: (value: unknown) => boolean,
  hintOf?: (value: unknown) => string | undefined,
];

/** Deeper content is refused by the channels. */
const DEEPEST = 100;

const COUNT: Check = [
  'a whole number of 1 or more',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1, // isSafeInteger accepts numbers only
];
const SPAN: Check = [
  'milliseconds above 0',
  (value) => typeof value === 'number' && Number.isFinite(value) && value > 0,
];
const FLAG: Check = ['true or false', (value) => typeof value === 'boolean'];

const LIMITS: { readonly [K in keyof Required<PublishLimits>]: readonly [number, Check] } = {
  bodyBytes: [1024 * 1024, COUNT],
  depth: [
    32,
    [
      `a whole number from 1 to ${String(DEEPEST)}`,
      (value) => COUNT[1](value) && (value as number) <= DEEPEST, // COUNT accepts numbers only
    ],
  ],
  keys: [10_000, COUNT],
  readMessages: [
    1_000,
    ['a whole number from 1 to 10 000', (value) => COUNT[1](value) && (value as number) <= 10_000], // see depth
  ],
  answerBytes: [16 * 1024 * 1024, COUNT],
  batchMessages: [1_000, COUNT],
  requestsPerSecond: [
    1_000,
    ['a number above 0', (value) => typeof value === 'number' && value > 0],
  ],
  streamsPerCaller: [100, COUNT],
  streams: [10_000, COUNT],
  waitMs: [60_000, SPAN],
  claimMs: [86_400_000, SPAN],
  serviceMs: [300_000, SPAN],
  requestMs: [30_000, SPAN],
  headerBytes: [16_384, COUNT],
};

const OPTIONS: { readonly [K in keyof Required<PublishOptions>]: Check } = {
  host: ['a host name or address', (value) => typeof value === 'string' && value !== ''],
  port: [
    'a whole number from 0 to 65535',
    (value) => Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 65_535, // isInteger accepts numbers only
  ],
  publicUrl: ['an http(s) URL', isHttpUrl],
  limits: ['an object', (value) => typeof value === 'object' && value !== null],
  trustProxy: [PROXIES_WANTED, isTrustProxy, everybodyHint],
  configure: ['a function', (value) => typeof value === 'function'],
  registries: ['an array of { url, channelId, token? }', isRegistries],
  registrationTtlMs: [
    `milliseconds above 0, and at most ${String(LONGEST_TTL_MS)} (an hour): no registry lists for longer what is not renewed, and the app renews it by itself`,
    (value) => SPAN[1](value) && (value as number) <= LONGEST_TTL_MS, // SPAN accepts numbers only
  ],
  documents: FLAG,
  metrics: FLAG,
  allowInsecure: FLAG,
};

/** @param place `publish`, `mountApp`: who is told @throws HOLON_INVALID_ARGUMENT */
export function resolveSettings(options: PublishOptions, place: string): PublishSettings {
  checkKeys(options, OPTIONS, place);
  for (const [name, check] of Object.entries(OPTIONS)) {
    checkValue(options[name as keyof PublishOptions], name, check, place); // keys of OPTIONS
  }
  const { limits = {} } = options;
  checkKeys(limits, LIMITS, `${place} limits`);
  const resolved: Record<string, number> = {};
  for (const [name, [byDefault, check]] of Object.entries(LIMITS)) {
    const given = limits[name as keyof PublishLimits]; // keys of LIMITS
    checkValue(given, `limits.${name}`, check, place);
    resolved[name] = given ?? byDefault;
  }
  checkAnnounced(options, place);
  return {
    host: options.host ?? '127.0.0.1',
    port: options.port ?? 0,
    publicUrl: options.publicUrl?.replace(/\/+$/, ''),
    limits: resolved as unknown as Required<PublishLimits>, // every key of LIMITS was set
    configure: options.configure,
    trustProxy: options.trustProxy ?? false,
    registries: options.registries ?? [],
    registrationTtlMs: options.registrationTtlMs ?? 30_000,
    documents: options.documents ?? true,
    metrics: options.metrics ?? true,
    allowInsecure: options.allowInsecure ?? false,
  };
}

/** Listening on every address says nothing of where others reach the app. */
const EVERY_ADDRESS: ReadonlySet<string> = new Set(['0.0.0.0', '::', '[::]', '::0', '0']);

function checkAnnounced({ host, publicUrl, registries = [] }: PublishOptions, place: string): void {
  if (host === undefined || !EVERY_ADDRESS.has(host)) return;
  if (publicUrl !== undefined || registries.length === 0) return;
  throw invalid(
    `${place}: registries would be told an address of this machine, because host is '${host}'`,
    "Pass publicUrl, where others reach the app, such as 'https://orders.example'.",
  );
}

function checkKeys(given: object, known: object, place: string): void {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalid(`${place}: the options must be an object`);
  }
  for (const key of Object.keys(given)) {
    if (Object.hasOwn(known, key)) continue;
    const names = Object.keys(known);
    throw invalid(
      `${place}: there is no option '${key}'${didYouMean(key, names)}`,
      `Use only ${names.join(', ')}.`,
    );
  }
}

function checkValue(
  value: unknown,
  name: string,
  [mustBe, accepts, hintOf]: Check,
  place: string,
): void {
  if (value === undefined || accepts(value)) return;
  throw invalid(
    `${place}: ${name} must be ${mustBe}, not ${JSON.stringify(value)}`,
    hintOf?.(value),
  );
}

function isHttpUrl(value: unknown): boolean {
  return (
    typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)
  );
}

function isRegistries(value: unknown): boolean {
  return (
    Array.isArray(value) &&
    value.every((entry: unknown) => {
      if (typeof entry !== 'object' || entry === null) return false;
      const { url, channelId, token } = entry as Record<string, unknown>; // any object has fields to look at
      const hasToken = token === undefined || typeof token === 'string';
      return isHttpUrl(url) && typeof channelId === 'string' && channelId !== '' && hasToken;
    })
  );
}

function invalid(what: string, hint?: string): HolonError {
  return new HolonError('HOLON_INVALID_ARGUMENT', what, { hint });
}
