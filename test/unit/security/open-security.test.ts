import { OpenSecurity } from '../../../src/security/open-security';

describe('OpenSecurity', () => {
  const security = new OpenSecurity();

  it('believes callers who they are', () => {
    expect(security.trustsCallers).toBe(true);
    for (const name of ['sensor', 'a.b_c:d-1', 'x'.repeat(128)]) {
      expect(security.authenticate(name)).toEqual({ systemId: name, role: 'admin' });
    }
  });

  it('knows who gives no name, or none that can be one, as anonymous', () => {
    for (const name of [undefined, '', 'a b', 'a/b', 'x'.repeat(129), 'sensоr', 'a\n']) {
      expect(security.authenticate(name)).toEqual({
        systemId: 'anonymous',
        role: 'admin',
      });
    }
  });

  it('lets everybody do everything', () => {
    expect(security.authorize()).toBe(true);
  });
});
