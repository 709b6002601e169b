import { isIP } from 'node:net';

import { RequestRefusal } from './request-refusal';

/** Whether only this machine reaches what listens on `host`, a name or an address. */
export function isLoopback(host: string): boolean {
  const bare = host.replace(/^\[|\]$/g, '').toLowerCase();
  if (isIP(bare) === 4) return bare.startsWith('127.');
  if (isIP(bare) === 6) return bare === '::1' || bare.startsWith('::ffff:127.');
  return bare === 'localhost';
}

/** What stands in a Host header before the port. */
function nameOf(host: string): string {
  const port = /:\d*$/.exec(host);
  return (port === null ? host : host.slice(0, port.index)).toLowerCase();
}

/**
 * What is on loopback answers only to names of loopback. A page of another site could else reach it through its own
 * name, which it lets point to 127.0.0.1.
 */
export class HostCheck {
  private readonly allowed: ReadonlySet<string>;
  /** Most requests say the same. */
  private last: string | undefined;

  /** @param publicUrl what a proxy before it is called */
  constructor(publicUrl: string | undefined) {
    const names = ['localhost', '127.0.0.1', '[::1]'];
    if (publicUrl !== undefined) names.push(new URL(publicUrl).hostname);
    this.allowed = new Set(names);
  }

  /** @param host undefined where none was sent, which no browser does @throws HOLON_FORBIDDEN */
  check(host: string | undefined): void {
    if (host === undefined || host === this.last) return;
    if (!this.allowed.has(nameOf(host))) {
      throw new RequestRefusal('HOLON_FORBIDDEN', 'This server does not answer to that Host', {
        hint: 'Call it as localhost, or say publish({ publicUrl }) where a proxy stands before it.',
      });
    }
    this.last = host;
  }
}
