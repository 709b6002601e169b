import type { IncomingMessage } from 'node:http';

import { RequestRefusal } from './request-refusal';

/**
 * Where nobody is checked, a page of another site must not use the app through the browser of somebody who reaches it.
 * Browsers say where such requests come from; what is no browser says nothing.
 * @throws HOLON_FORBIDDEN
 */
export function checkOrigin({ headers }: IncomingMessage, publicUrl: string | undefined): void {
  const { origin, host } = headers;
  const site = headers['sec-fetch-site'];
  if (origin === undefined && site === undefined) return;
  const isOwnSite = site === undefined || site === 'same-origin' || site === 'none';
  if (isOwnSite && (origin === undefined || isOwn(origin, host, publicUrl))) return;
  throw new RequestRefusal(
    'HOLON_FORBIDDEN',
    'Nothing checks who calls, and a page of another site has asked',
    {
      hint: 'Let createApp(Root, { security }) check who calls, or ask from a page of this server.',
    },
  );
}

function isOwn(origin: string, host: string | undefined, publicUrl: string | undefined): boolean {
  // `null`, which sandboxed pages send, is nobody's own.
  if (!URL.canParse(origin)) return false;
  const asked = new URL(origin);
  if (publicUrl !== undefined && asked.origin === new URL(publicUrl).origin) return true;
  const own = `${asked.protocol}//${host ?? ''}`;
  return host !== undefined && URL.canParse(own) && new URL(own).host === asked.host;
}
