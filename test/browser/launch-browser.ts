import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContextOptions, type Page } from 'playwright-core';

const EXECUTABLE = '/usr/lib/chromium/chromium-headless-shell';

/** What a page did beside being looked at. */
export interface Watched {
  readonly page: Page;
  /** Console errors, uncaught errors and refusals of the content security policy. */
  readonly troubles: readonly string[];
  /** The address of every request. */
  readonly requests: readonly string[];
}

/** Whether the tests of the page can run. In CI a missing browser is a failure, elsewhere a note. */
export const hasBrowser = existsSync(EXECUTABLE);
export const mustHaveBrowser = process.env.CI !== undefined && process.env.CI !== '';

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: EXECUTABLE, args: ['--no-sandbox'] });
}

/** Opens a page and keeps account of what it does. */
export async function open(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<Watched> {
  const page = await browser.newPage({ viewport: { width: 1_280, height: 900 }, ...options });
  page.setDefaultTimeout(10_000);
  const troubles: string[] = [];
  const requests: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') troubles.push(message.text());
  });
  page.on('pageerror', (error) => troubles.push(error.message));
  page.on('request', (request) => requests.push(request.url()));
  await page.goto(url);
  return { page, troubles, requests };
}
