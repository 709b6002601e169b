import { isManaged } from '../../../src/security/managed-security';

describe('isManaged', () => {
  it('takes a security for managed that can be both started and stopped', () => {
    const security = { authenticate: () => undefined, authorize: () => true };
    const start = () => Promise.resolve();
    const stop = () => Promise.resolve();
    const all = [security, { ...security, start }, { ...security, stop }];
    expect(all.map(isManaged)).toEqual([false, false, false]);
    expect(isManaged({ ...security, ...{ start, stop } })).toBe(true);
  });
});
