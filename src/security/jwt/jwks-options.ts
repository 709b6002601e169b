import { checkOptions, invalid, SPAN_MS, type OptionCheck } from '../check-options';

/** The public keys of an issuer elsewhere, read over the network. */
export interface JwksOptions {
  /** Where they are; https, but on loopback. */
  readonly url: string | URL;
  /** Shortest time between two tries, whatever tokens ask for. @defaultValue 30 000 */
  readonly minRefetchMs?: number;
  /** Keys older than this are read again while they are used. @defaultValue 600 000 */
  readonly refreshMs?: number;
  /** How long keys are good while the issuer cannot be reached. @defaultValue 3 600 000 */
  readonly keepMs?: number;
  /** @defaultValue 3 000 */
  readonly timeoutMs?: number;
  /** @defaultValue 65 536 */
  readonly maxBytes?: number;
  /** Further keys are left out. @defaultValue 32 */
  readonly maxKeys?: number;
  /** @defaultValue the global one */
  readonly fetch?: typeof globalThis.fetch;
}

/** Options with every default applied. */
export interface JwksSettings extends Required<Omit<JwksOptions, 'url' | 'fetch'>> {
  readonly url: string;
  readonly fetch: typeof globalThis.fetch | undefined;
}

const COUNT: OptionCheck = [
  'a whole number of 1 or more',
  (value) => Number.isSafeInteger(value) && (value as number) >= 1, // isSafeInteger accepts numbers only
];

const OPTIONS = {
  url: [
    'a URL',
    (value: unknown) => value instanceof URL || (typeof value === 'string' && URL.canParse(value)),
  ] as const,
  minRefetchMs: SPAN_MS,
  refreshMs: SPAN_MS,
  keepMs: SPAN_MS,
  timeoutMs: SPAN_MS,
  maxBytes: COUNT,
  maxKeys: COUNT,
  fetch: ['a function', (value: unknown) => typeof value === 'function'] as const,
};

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/** @throws HOLON_INVALID_ARGUMENT */
export function resolveJwks(given: string | URL | JwksOptions, place: string): JwksSettings {
  const options: JwksOptions =
    typeof given === 'string' || given instanceof URL ? { url: given } : given;
  checkOptions(options, OPTIONS, `${place}: jwks`);
  if (options.url === undefined) throw invalid(`${place}: jwks has no url`);
  const url = new URL(options.url);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && LOOPBACK.test(url.hostname))) {
    throw invalid(
      `${place}: keys read from ${url.origin} could be anybody's`,
      'Read them by https; http is for loopback alone.',
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw invalid(`${place}: the url of jwks must hold no password`);
  }
  return {
    url: url.href,
    minRefetchMs: options.minRefetchMs ?? 30_000,
    refreshMs: options.refreshMs ?? 600_000,
    keepMs: options.keepMs ?? 3_600_000,
    timeoutMs: options.timeoutMs ?? 3_000,
    maxBytes: options.maxBytes ?? 65_536,
    maxKeys: options.maxKeys ?? 32,
    fetch: options.fetch,
  };
}
