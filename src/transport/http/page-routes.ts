import { textAnswer } from './answer';
import { PAGE_HTML, PAGE_ICON } from './page-html';
import { pageHeaders } from './page-headers';
import { PAGE_SCRIPT_BASE } from './page-script-base';
import { PAGE_SCRIPT_PANELS } from './page-script-panels';
import { PAGE_SCRIPT_SCHEMA } from './page-script-schema';
import { PAGE_SCRIPT_VIEWS } from './page-script-views';
import { PAGE_STYLE } from './page-style';
import { PAGE_STYLE_CARDS } from './page-style-cards';
import type { HttpRoute } from './route';

/** Nothing runs in the page but its own files, and nothing leaves it but for its own server. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

const SCRIPT = [
  "(() => {\n  'use strict';",
  PAGE_SCRIPT_BASE,
  PAGE_SCRIPT_SCHEMA,
  PAGE_SCRIPT_PANELS,
  PAGE_SCRIPT_VIEWS,
  '})();\n',
].join('');

/**
 * The reference page and its files. Everybody gets them, as a browser cannot send a token for a page; what the page
 * shows it fetches with the token that is typed into it.
 */
export const pageRoutes: readonly HttpRoute[] = [
  file('/docs', PAGE_HTML, 'text/html; charset=utf-8'),
  file('/docs/page.css', PAGE_STYLE_CARDS + PAGE_STYLE, 'text/css; charset=utf-8'),
  file('/docs/page.js', SCRIPT, 'text/javascript; charset=utf-8'),
  file('/docs/icon.svg', PAGE_ICON, 'image/svg+xml'),
];

function file(pattern: string, text: string, type: string): HttpRoute {
  const policy = ['Content-Security-Policy', CONTENT_SECURITY_POLICY];
  return {
    method: 'GET',
    pattern,
    access: 'none',
    handle: (request) => textAnswer(text, type, [...policy, ...pageHeaders(request)]),
  };
}
