import { ERROR_CODES } from '../../../src/errors/error-codes';

describe('the table of codes', () => {
  it.each(Object.entries(ERROR_CODES))(
    'says of %s what it means and how to cure it',
    (code, facts) => {
      expect(code).toMatch(/^HOLON_[A-Z]+(_[A-Z]+)*$/);
      expect(facts.meaning).toMatch(/^\S.*\.$/);
      expect(facts.hint).toMatch(/^\S.*\.$/);
    },
  );

  it('calls retryable what a later call can cure', () => {
    const retryable = Object.entries(ERROR_CODES).filter(([, facts]) => facts.retryable);
    expect(retryable.map(([code]) => code)).toEqual(
      expect.arrayContaining(['HOLON_BACKPRESSURE', 'HOLON_DRAINING', 'HOLON_REQUEST_TIMEOUT']),
    );
    expect(ERROR_CODES.HOLON_INVALID_CONTENT.retryable).toBe(false);
    expect(ERROR_CODES.HOLON_CLAIM_LOST.retryable).toBe(false);
  });
});
