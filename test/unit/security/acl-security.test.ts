import type { ChannelSecurity, Role } from '../../../src/model/channel-security';
import { AclSecurity, type AclSecurityOptions } from '../../../src/security/acl-security';
import { JwtSecurity } from '../../../src/security/jwt-security';
import { OpenSecurity } from '../../../src/security/open-security';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { failure } from '../channels/bench';
import { claims, FakeApp, forge, SECRET } from './jwt/forge';

const jwt = () => new JwtSecurity({ secret: SECRET, clock: new VirtualClock() });

describe('AclSecurity', () => {
  it('lets who is on a list do what it names and what is weaker, and nobody else anything', () => {
    const security = new AclSecurity({ read: ['r'], write: ['w'], admin: ['a'] });
    const allowed = (systemId: string) =>
      (['read', 'write', 'admin'] as const).filter(
        (action) => security.authorize({ systemId }, action, 'c') === true,
      );
    expect(allowed('r')).toEqual(['read']);
    expect(allowed('w')).toEqual(['read', 'write']);
    expect(allowed('a')).toEqual(['read', 'write', 'admin']);
    for (const other of ['x', '', 'R', '__proto__', 'constructor']) {
      expect(allowed(other)).toEqual([]);
    }
  });

  it('gives who is on several lists the strongest role', () => {
    const security = new AclSecurity({ admin: ['a'], write: ['a'], read: ['a', 'b'] });
    expect([security.roleOf('a'), security.roleOf('b'), security.roleOf('c')]).toEqual([
      'admin',
      'read',
      undefined,
    ]);
  });

  it('follows grant and revoke at once', () => {
    const security = new AclSecurity({});
    const may = () => security.authorize({ systemId: 'a' }, 'write', 'c');
    expect(may()).toBe(false);
    security.grant('a', 'write');
    expect(may()).toBe(true);
    security.grant('a', 'read');
    expect(may()).toBe(false);
    security.grant('a', 'admin');
    expect(may()).toBe(true);
    security.revoke('a');
    expect(may()).toBe(false);
    security.revoke('a');
  });

  it('is not changed by a later change of the lists that it was given', () => {
    const read = ['a'];
    const security = new AclSecurity({ read });
    read.push('b');
    expect(security.roleOf('b')).toBeUndefined();
  });

  it('holds systems of the same process to what they declared, too', () => {
    const security = new AclSecurity({ admin: ['a'] });
    const local = { systemId: 'a', role: 'read', channelIds: ['c'] } as const;
    expect(security.authorize(local, 'read', 'c')).toBe(true);
    expect(security.authorize(local, 'write', 'c')).toBe(false);
    expect(security.authorize(local, 'read', 'd')).toBe(false);
  });

  it.each<[string, unknown, RegExp]>([
    ['an unknown list', { raed: [] }, /no option 'raed', did you mean 'read'/],
    ['a list that is none', { read: 'a' }, /read must be an array of system ids/],
    ['an id that is none', { write: ['a', 1] }, /write must be an array of system ids/],
    ['an empty id', { admin: [''] }, /admin must be an array/],
    ['tokens of no security', { tokens: {} }, /tokens must be a ChannelSecurity/],
    ['nothing', undefined, /options must be an object/],
    ['a list in place of options', ['a'], /options must be an object/],
    ['null', null, /options must be an object/],
    ['a text in place of options', 'read', /options must be an object/],
  ])('refuses %s', (_what, options, says) => {
    const make = () => new AclSecurity(options as AclSecurityOptions); // also what the types refuse
    expect(make).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
    expect(make).toThrow(says);
  });

  it('tells the options that there are, and takes undefined for one that is left out', () => {
    const given = { raed: [] } as AclSecurityOptions; // a slip that the types refuse
    const hint = 'Use only read, write, admin, tokens.';
    expect(() => new AclSecurity(given)).toThrow(expect.objectContaining({ hint }) as Error);
    const left = { read: undefined, tokens: undefined } as unknown as AclSecurityOptions; // untyped callers do
    expect(new AclSecurity(left).trustsCallers).toBe(true);
  });

  it('takes ids of 256 characters and no longer ones', () => {
    const longest = 'x'.repeat(256);
    const security = new AclSecurity({ read: [longest] });
    security.grant(longest, 'write');
    expect(security.roleOf(longest)).toBe('write');
    for (const id of [`${longest}x`, 7 as never, ['x'] as never]) {
      expect(() => security.grant(id, 'read')).toThrow(/^AclSecurity.grant: systemId must be/);
      expect(() => new AclSecurity({ read: [id] })).toThrow(/array of system ids/);
    }
  });

  it('refuses to grant what is no role, or to nobody', () => {
    const security = new AclSecurity({});
    const reed = () => security.grant('a', 'reed' as Role);
    expect(reed).toThrow(/^AclSecurity.grant: 'reed' is no role, did you mean 'read'/);
    expect(reed).toThrow(expect.objectContaining({ hint: 'Pass read, write, admin.' }) as Error);
    expect(() => security.grant('a', undefined as never)).toThrow(/'undefined' is no role/);
    expect(() => security.grant('', 'read')).toThrow(failure('HOLON_INVALID_ARGUMENT') as Error);
    expect(security.roleOf('a')).toBeUndefined();
  });
});

describe('without tokens', () => {
  it('the token is the name, as in SSSN, and callers are believed', () => {
    const security = new AclSecurity({ read: ['a'] });
    expect(security.trustsCallers).toBe(true);
    expect(security.authenticate('a')).toEqual({ systemId: 'a' });
    for (const token of [undefined, '', 'a b', 'x'.repeat(129)]) {
      expect(security.authenticate(token)).toBeUndefined();
    }
  });
});

describe('with tokens', () => {
  it('callers show them, and are believed no name', () => {
    const security = new AclSecurity({ admin: ['sensor'], tokens: jwt() });
    expect(security.trustsCallers).toBe(false);
    expect(security.authenticate('sensor')).toBeUndefined();
    expect(security.authenticate(forge())).toMatchObject({ systemId: 'sensor', role: 'write' });
    expect(new AclSecurity({ tokens: new OpenSecurity() }).trustsCallers).toBe(true);
  });

  it('they may do what both the token and the lists allow', async () => {
    const tokens = jwt();
    const security = new AclSecurity({ admin: ['sensor'], tokens });
    const principal = await security.authenticate(forge(claims({ channels: ['c'] })));
    if (principal === undefined) throw new Error('refused');
    expect(security.authorize(principal, 'write', 'c')).toBe(true);
    expect(security.authorize(principal, 'admin', 'c')).toBe(false);
    expect(security.authorize(principal, 'write', 'd')).toBe(false);
    security.grant('sensor', 'read');
    expect(security.authorize(principal, 'write', 'c')).toBe(false);
    expect(security.authorize(principal, 'read', 'c')).toBe(true);
    await tokens.revoke('token-1');
    expect(security.authorize(principal, 'read', 'c')).toBe(false);
  });

  it('which take their time are waited for', async () => {
    const slow: ChannelSecurity = {
      authenticate: async (token) => ({ systemId: token ?? 'nobody' }),
      authorize: async (_principal, action) => action === 'read',
    };
    const security = new AclSecurity({ write: ['a'], tokens: slow });
    expect(await security.authenticate('a')).toEqual({ systemId: 'a' });
    expect(await security.authorize({ systemId: 'a' }, 'read', 'c')).toBe(true);
    expect(await security.authorize({ systemId: 'a' }, 'write', 'c')).toBe(false);
    const app = new FakeApp();
    await security.start(app);
    await security.stop(app);
  });
});
