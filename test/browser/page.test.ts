import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import type { Browser, Page } from 'playwright-core';
import Station from '../../examples/station/station';
import type { App, ChannelSecurity, CreateAppOptions } from '../../src/index';
import { createApp, silentLogger } from '../../src/index';
import type { SystemClass } from '../../src/decorators/metadata';
import { QUIET_STATION } from '../helpers/quiet-station';
import { mountApp } from '../../src/transport/http';
import { Shop } from '../integration/documents/apps';
import { Mallory, MARKUP } from './hostile-app';
import { hasBrowser, launchBrowser, mustHaveBrowser, open } from './launch-browser';

jest.setTimeout(60_000);

const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; " +
  "frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Lets in whoever shows the one token there is. */
const guarded: ChannelSecurity = {
  authenticate: (token) =>
    token === 'open-sesame' ? { systemId: 'visitor', role: 'admin' } : undefined,
  authorize: () => true,
};

/** Runs in the page: resolves with what was refused, once that were four things. */
const TRY_WHAT_IS_REFUSED = `new Promise((resolve) => {
  const refused = [];
  document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => {
    refused.push(effectiveDirective.replace(/-elem$/, ''));
    if (refused.length === 4) resolve(refused.sort());
  });
  const script = document.createElement('script');
  script.textContent = 'window.wasRun = true';
  const style = document.createElement('style');
  style.textContent = 'body { display: none }';
  const base = document.createElement('base');
  base.href = 'http://example.invalid/';
  document.head.append(script, style, base);
  fetch('http://example.invalid/').catch(() => undefined);
})`;

let browser: Browser;
const apps: App[] = [];
const servers: Server[] = [];

async function publish(root: SystemClass, options: CreateAppOptions = {}): Promise<string> {
  const app = await createApp(root, { logger: silentLogger, ...options });
  apps.push(app);
  return (await app.publish({ port: 0 })).url;
}

async function write(url: string, channelId: string, content: unknown): Promise<void> {
  const answer = await fetch(`${url}/channels/${channelId}`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json', Authorization: 'Bearer writer' },
    body: JSON.stringify(content),
  });
  expect(answer.status).toBe(200);
}

const wasRun = (page: Page): Promise<unknown> => page.evaluate('window.wasRun');

const describeInBrowser = hasBrowser || mustHaveBrowser ? describe : describe.skip;

describeInBrowser('the reference page (needs chromium-headless-shell)', () => {
  beforeAll(async () => {
    browser = await launchBrowser();
  });
  afterEach(async () => {
    for (const context of browser.contexts()) await context.close();
    for (const server of servers.splice(0)) server.close();
    await Promise.all(apps.splice(0).map((app) => app.drain({ timeoutMs: 2_000 })));
  });
  afterAll(async () => {
    await browser.close();
  });

  it('shows the station, and asks nobody but its own server', async () => {
    const url = await publish(Station, QUIET_STATION);
    const { page, troubles, requests } = await open(browser, `${url}/docs`);
    await page.locator('#channel-findings').waitFor();
    expect(await page.title()).toBe('Station · reference');
    expect(await page.locator('#about').textContent()).toBe('Watches the machine it runs on');
    const services = await page.locator('#systems summary .name').allTextContents();
    expect(services).toContain('takeAlert');
    // Nothing of a private channel.
    expect(await page.content()).not.toContain('raw-samples');
    expect(requests.filter((request) => !request.startsWith(`${url}/`))).toEqual([]);
    expect(troubles).toEqual([]);
  });

  it('calls a service by keyboard alone, and shows its result', async () => {
    const { page, troubles } = await open(browser, `${await publish(Shop)}/docs`);
    const service = page.locator('#system-shop details').first();
    await service.locator('summary').focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.tagName')).toBe('TEXTAREA');
    // The draft fits as it stands.
    await page.keyboard.press('Control+Enter');
    await service.locator('.outcome.good').waitFor();
    expect(JSON.parse((await service.locator('pre').textContent()) ?? '')).toEqual({
      result: { sensor: 'till', celsius: 1 },
    });
    expect(troubles).toEqual([]);
  });

  it('says what is wrong with what was sent', async () => {
    const { page } = await open(browser, `${await publish(Shop)}/docs`);
    const service = page.locator('#system-shop details').first();
    await service.locator('summary').click();
    await service.locator('textarea').fill('{"id": 1');
    await service.locator('button.main').click();
    expect(await service.locator('.outcome.bad').textContent()).toContain('This is not JSON');
    await service.locator('textarea').fill('{"id": 1}');
    await service.locator('button.main').click();
    await service.locator('pre').waitFor();
    expect(await service.locator('.outcome').textContent()).toMatch(/^422 in /);
    expect(await service.locator('pre').textContent()).toContain('HOLON_INVALID_CONTENT');
  });

  it('tails a channel live, and stops', async () => {
    const url = await publish(Shop);
    const { page, troubles } = await open(browser, `${url}/docs`);
    const channel = page.locator('#channel-readings');
    await channel.locator('summary').nth(1).click();
    await channel.getByRole('button', { name: 'Start tail' }).click();
    await channel.locator('.live').waitFor();
    await write(url, 'readings', { sensor: 'roof', celsius: 21.5 });
    await channel.locator('.tail li').waitFor();
    expect(await channel.locator('.tail li code').textContent()).toBe(
      '{"sensor":"roof","celsius":21.5}',
    );
    expect(await channel.locator('.tail .meta').textContent()).toContain('writer');
    await channel.getByRole('button', { name: 'Stop' }).click();
    await channel.getByText('Stopped').waitFor();
    expect(troubles).toEqual([]);
  });

  it('writes to a channel', async () => {
    const url = await publish(Shop);
    const { page } = await open(browser, `${url}/docs`);
    const channel = page.locator('#channel-readings');
    await channel.locator('summary').nth(2).click();
    await channel.getByRole('button', { name: 'Write' }).click();
    await channel.locator('.outcome.good').waitFor();
    const answer = await fetch(`${url}/channels/readings`);
    const { messages } = (await answer.json()) as { messages: { content: unknown }[] };
    expect(messages.map(({ content }) => content)).toEqual([
      expect.objectContaining({ sensor: 'x' }),
    ]);
  });

  it('shows markup as text, wherever it comes from', async () => {
    const url = await publish(Mallory);
    const { page, troubles } = await open(browser, `${url}/docs`);
    await page.locator('#channel-hostile').waitFor();
    expect(await page.locator('h1').textContent()).toBe(`System ${MARKUP}`);
    expect(await page.title()).toBe(`System ${MARKUP} · reference`);
    for (const summary of await page.locator('summary').all()) await summary.click();
    const names = await page.locator('#systems summary .name').allTextContents();
    expect(names).toEqual(['call', '<b>bold</b>', '../../x?y#z']);

    for (const form of await page.locator('#systems form').all()) {
      await form.locator('textarea').fill('');
      await form.locator('button.main').click();
      await form.locator('.outcome.good, .outcome.bad').waitFor();
    }
    const results = await page.locator('#systems pre').allTextContents();
    expect(JSON.parse(results[1] ?? '')).toEqual({ result: MARKUP });
    expect(JSON.parse(results[2] ?? '')).toEqual({ result: 'found' });

    await page.locator('#channel-loose').getByRole('button', { name: 'Start tail' }).click();
    await page.locator('#channel-loose .live').waitFor();
    await write(url, 'loose', { [MARKUP]: MARKUP });
    await page.locator('#channel-loose .tail li').waitFor();

    expect(await page.locator('script').count()).toBe(1);
    expect(await page.locator('img').count()).toBe(1);
    expect(await page.locator('main b').count()).toBe(0);
    expect(await wasRun(page)).toBeUndefined();
    // A body that does not fit is an error that the browser reports as well.
    expect(troubles.filter((trouble) => !trouble.includes('422'))).toEqual([]);
  });

  it('is under its content security policy', async () => {
    const url = await publish(Mallory);
    const answer = await fetch(`${url}/docs`);
    expect(answer.headers.get('content-security-policy')).toBe(POLICY);
    const { page } = await open(browser, `${url}/docs`);
    await page.locator('#channel-hostile').waitFor();
    const refused: unknown = await page.evaluate(TRY_WHAT_IS_REFUSED);
    expect(refused).toEqual(['base-uri', 'connect-src', 'script-src', 'style-src']);
    expect(await wasRun(page)).toBeUndefined();
  });

  it('asks for a token where the app does, and keeps it nowhere', async () => {
    const url = await publish(Shop, { security: guarded });
    const { page, requests } = await open(browser, `${url}/docs`);
    await page.getByText('This app asks for a token.').waitFor();
    expect(await page.locator('.card').count()).toBe(0);
    expect(await page.content()).not.toContain('Shop');
    // The field has the focus already.
    await page.keyboard.type('open-sesame');
    await page.keyboard.press('Enter');
    await page.locator('#channel-readings').waitFor();
    expect(await page.title()).toBe('Shop · reference');
    expect(requests.join('\n')).not.toContain('sesame');
    const kept = 'JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])';
    expect(await page.evaluate(kept)).toBe('[{},{},""]');
    await page.reload();
    await page.getByText('This app asks for a token.').waitFor();
  });

  it('works where it is mounted below a path of another server', async () => {
    const app = await createApp(Shop, { logger: silentLogger });
    apps.push(app);
    const { handler } = await mountApp(app);
    const server = express().use('/deep/holon', handler).listen(0, '127.0.0.1');
    servers.push(server);
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo; // of a server that listens on TCP
    const url = `http://127.0.0.1:${String(port)}/deep/holon`;
    const { page, troubles } = await open(browser, `${url}/docs`);
    await page.locator('#channel-readings').waitFor();
    const addresses: unknown = await page.evaluate(
      "[...document.querySelectorAll('.documents a')].map((link) => link.href)",
    );
    expect(addresses).toEqual([`${url}/openapi.json`, `${url}/asyncapi.json`]);
    expect(troubles).toEqual([]);
  });

  it.each([360, 800, 1_280])('fits a window of %d pixels', async (width) => {
    const { page } = await open(browser, `${await publish(Mallory)}/docs`, {
      viewport: { width, height: 700 },
    });
    await page.locator('#channel-hostile').waitFor();
    for (const summary of await page.locator('summary').all()) await summary.click();
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThan(
      1,
    );
  });

  it('finds what is looked for', async () => {
    const { page } = await open(browser, `${await publish(Shop)}/docs`);
    await page.locator('#channel-readings').waitFor();
    await page.getByRole('searchbox').fill('READ');
    expect(await page.locator('.card:visible h3 .name').allTextContents()).toEqual(['Readings']);
    await page.getByRole('searchbox').fill('');
    expect(await page.locator('.card:visible').count()).toBe(8);
  });
});
