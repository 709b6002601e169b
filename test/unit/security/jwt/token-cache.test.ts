import { TokenCache } from '../../../../src/security/jwt/token-cache';
import { TokenPrincipal } from '../../../../src/security/jwt/token-principal';
import { VerificationKey } from '../../../../src/security/jwt/verification-key';
import { ec } from './forge';

describe('TokenCache', () => {
  const key = new VerificationKey('k', 'ES256', ec().publicKey);
  const principal = new TokenPrincipal(
    { systemId: 'a', role: 'read', channelIds: undefined, tokenId: 'a', expiresAtMs: 1 },
    key,
  );
  const token = (index: number) => `${'head'.repeat(10)}.${String(index).padStart(24, '0')}`;

  /** Which of `count` tokens are known when all were shown, each asked of a cache of its own. */
  function known(size: number, count: number): number[] {
    const indexes = Array.from({ length: count }, (_, index) => index);
    return indexes.filter((wanted) => {
      const cache = new TokenCache(size);
      for (const index of indexes) cache.set(token(index), principal);
      return cache.get(token(wanted)) === principal;
    });
  }

  it('remembers as many tokens as it may, the last ones', () => {
    expect(known(4, 4)).toEqual([0, 1, 2, 3]);
    expect(known(4, 5)).toEqual([2, 3, 4]);
    expect(known(4, 6)).toEqual([2, 3, 4, 5]);
  });

  it('forgets a token that is deleted, new or old in memory', () => {
    const cache = new TokenCache(4);
    for (const index of [0, 1, 2]) cache.set(token(index), principal);
    cache.delete(token(0));
    cache.delete(token(2));
    const found = [0, 1, 2].map((index) => cache.get(token(index)) === principal);
    expect(found).toEqual([false, true, false]);
  });
});
