import {
  createHmac,
  generateKeyPairSync,
  sign,
  type KeyObject,
  type KeyPairKeyObjectResult,
} from 'node:crypto';

import type { SecurityEnvironment } from '../../../../src/security/managed-security';
import { MemoryStore } from '../../../../src/stores/memory/memory-store';
import { VirtualClock } from '../../../../src/testing/virtual-clock';

/** What every honest token of these tests is signed with. */
export const SECRET = 'a secret of more than thirty-two bytes';

export type Json = Readonly<Record<string, unknown>>;

/** Whole seconds at which a new `VirtualClock` stands. */
export const NOW = 1_700_000_000;

/** The claims of a token that lives an hour; `undefined` leaves a claim out. */
export function claims(changed: Json = {}): Json {
  const honest = { sub: 'sensor', role: 'write', iat: NOW, exp: NOW + 3_600, jti: 'token-1' };
  return { ...honest, ...changed };
}

/** The header of an honest token. */
export function header(changed: Json = {}): Json {
  return { alg: 'HS256', typ: 'holon+jwt', kid: 'default', ...changed };
}

/** A part of a token: JSON text as it is, or a value to be written as JSON. */
export function part(json: Json | string | Buffer): string {
  const isText = typeof json === 'string' || Buffer.isBuffer(json);
  return Buffer.from(isText ? json : JSON.stringify(json)).toString('base64url');
}

/** A token made by hand, so that nothing of what is tested takes part. */
export function forge(
  body: Json | string | Buffer = claims(),
  head: Json | string | Buffer = header(),
  signer: (text: string) => Buffer = hmac(SECRET),
): string {
  const text = `${part(head)}.${part(body)}`;
  return `${text}.${signer(text).toString('base64url')}`;
}

export function hmac(secret: string | Buffer, hash = 'sha256'): (text: string) => Buffer {
  return (text) => createHmac(hash, secret).update(text).digest();
}

export function rs256(key: KeyObject): (text: string) => Buffer {
  return (text) => sign('sha256', Buffer.from(text), key);
}

export function es256(key: KeyObject): (text: string) => Buffer {
  return (text) => sign('sha256', Buffer.from(text), { key, dsaEncoding: 'ieee-p1363' });
}

export const rsa = lazy(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
export const otherRsa = lazy(() => generateKeyPairSync('rsa', { modulusLength: 2_048 }));
export const weakRsa = lazy(() => generateKeyPairSync('rsa', { modulusLength: 1_024 }));
export const ec = lazy(() => generateKeyPairSync('ec', { namedCurve: 'prime256v1' }));
export const otherCurve = lazy(() => generateKeyPairSync('ec', { namedCurve: 'secp384r1' }));

export function pem(key: KeyObject): string {
  const type = key.type === 'private' ? 'pkcs8' : 'spki';
  return key.export({ format: 'pem', type } as never).toString(); // the overloads want the two apart
}

/** Made once, by the tests that need them: an RSA key takes a tenth of a second. */
function lazy(make: () => KeyPairKeyObjectResult): () => KeyPairKeyObjectResult {
  let made: KeyPairKeyObjectResult | undefined;
  return () => (made ??= make());
}

/** What an app would give a security, with what is told to it. */
export class FakeApp implements SecurityEnvironment {
  readonly told: { readonly event: string; readonly fields: Json }[] = [];
  readonly clock: VirtualClock;

  constructor(
    readonly store: SecurityEnvironment['store'] = new MemoryStore(),
    clock: VirtualClock = new VirtualClock(),
  ) {
    this.clock = clock;
  }

  readonly report = (event: string, fields: Json): void => {
    this.told.push({ event, fields });
  };
  readonly trace = this.report;

  /** Why tokens were refused, in order. */
  get reasons(): unknown[] {
    return this.told.filter(({ event }) => event.endsWith('refused')).map((one) => one.fields);
  }
}
