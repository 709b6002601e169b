import type { Eventually } from '../../../../src/model/json';
import { rulesOf } from '../../../../src/security/jwt/jwt-options';
import { RevokedTokens } from '../../../../src/security/jwt/revoked-tokens';
import { TokenVerifier } from '../../../../src/security/jwt/token-verifier';
import type { VerificationKey } from '../../../../src/security/jwt/verification-key';
import { TimeOrderedIdSource } from '../../../../src/util/id-source';
import { FakeApp, forge, SECRET } from './forge';

describe('TokenVerifier', () => {
  it.each<[string, () => Eventually<readonly VerificationKey[]>]>([
    ['throws', () => JSON.parse('no keys') as never],
    ['fails later', () => Promise.reject(new Error('no keys'))],
  ])('refuses a token where looking for its key %s, and throws nothing', async (_what, find) => {
    const app = new FakeApp();
    const verifier = new TokenVerifier({
      rules: rulesOf({ secret: SECRET }),
      keys: { find, keepFresh: () => undefined },
      revoked: new RevokedTokens(new TimeOrderedIdSource()),
      cacheSize: 0,
      clock: () => app.clock,
      trace: app.trace,
    });
    expect(await verifier.verify(forge())).toBeUndefined();
    expect(app.reasons).toEqual([{ reason: 'unexpected' }]);
  });
});
