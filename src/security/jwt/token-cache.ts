import type { TokenPrincipal } from './token-principal';

interface Known {
  readonly token: string;
  readonly principal: TokenPrincipal;
}

/**
 * As much of the signature as tells tokens apart. The text of a request is new each time and must be hashed, so that a
 * short key is found in a third of the time; the whole is compared then.
 */
const KEY_CHARS = 24;

/**
 * Tokens that have been verified, the recently used ones: two generations, of which the older goes when the younger is
 * full. Holds valid tokens only, so nobody fills it with what he makes up.
 */
export class TokenCache {
  private young = new Map<string, Known>();
  private old = new Map<string, Known>();
  private readonly generationSize: number;

  /** @param size most tokens in both generations; 0 keeps none */
  constructor(size: number) {
    this.generationSize = Math.ceil(size / 2);
  }

  get(token: string): TokenPrincipal | undefined {
    const key = token.slice(-KEY_CHARS);
    const found = this.young.get(key);
    if (found !== undefined) return found.token === token ? found.principal : undefined;
    const older = this.old.get(key);
    if (older?.token !== token) return undefined;
    this.set(token, older.principal);
    return older.principal;
  }

  set(token: string, principal: TokenPrincipal): void {
    if (this.generationSize === 0) return;
    if (this.young.size >= this.generationSize) {
      this.old = this.young;
      this.young = new Map();
    }
    this.young.set(token.slice(-KEY_CHARS), { token, principal });
  }

  delete(token: string): void {
    const key = token.slice(-KEY_CHARS);
    this.young.delete(key);
    this.old.delete(key);
  }
}
