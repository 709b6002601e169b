import type { HttpRequest } from './route';

/** What helmet sets beside the headers of all answers. */
const HEADERS: readonly string[] = Object.freeze([
  'Cross-Origin-Opener-Policy',
  'same-origin',
  'Cross-Origin-Resource-Policy',
  'same-origin',
  'Origin-Agent-Cluster',
  '?1',
  'X-DNS-Prefetch-Control',
  'off',
  'X-Download-Options',
  'noopen',
  'X-Permitted-Cross-Domain-Policies',
  'none',
  'X-XSS-Protection',
  '0',
]);

/** Browsers hear it over TLS only. */
const STRICT: readonly string[] = Object.freeze([
  ...HEADERS,
  'Strict-Transport-Security',
  'max-age=31536000; includeSubDomains',
]);

/** The headers of answers that a browser may show: those of helmet, that of TLS where the caller came by it. */
export function pageHeaders({ isSecure }: Pick<HttpRequest, 'isSecure'>): readonly string[] {
  return isSecure ? STRICT : HEADERS;
}
