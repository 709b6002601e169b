import { ERROR_CODES } from '../../../src/errors/error-codes';
import { HolonError, isHolonError } from '../../../src/errors/holon-error';

describe('HolonError', () => {
  it('takes cure and retryable from the table', () => {
    const error = new HolonError('HOLON_BACKPRESSURE', 'orders is full');
    expect(error).toMatchObject({
      name: 'HolonError',
      code: 'HOLON_BACKPRESSURE',
      message: 'orders is full',
      hint: ERROR_CODES.HOLON_BACKPRESSURE.hint,
      retryable: true,
    });
    expect(error.stack).toContain('HolonError: orders is full');
  });

  it('prefers the cure that the thrower knows', () => {
    const error = new HolonError('HOLON_CYCLE', 'A → B → A', { hint: 'Move what both need to C.' });
    expect(error.hint).toBe('Move what both need to C.');
  });

  it('carries path, cause, problems and fields where they are given', () => {
    const cause = new Error('disk full');
    const problem = new HolonError('HOLON_CYCLE', 'A → A');
    const error = new HolonError('HOLON_STORE_FAILED', 'append failed', {
      path: ['Plant', 'sensor'],
      cause,
      problems: [problem],
      fields: ['celsius: must be a number'],
    });
    expect(error.path).toEqual(['Plant', 'sensor']);
    expect(error.cause).toBe(cause);
    expect(error.problems).toEqual([problem]);
    expect(error.fields).toEqual(['celsius: must be a number']);
  });

  it('has none of the optional properties otherwise', () => {
    const error = new HolonError('HOLON_ABORTED', 'aborted');
    for (const key of ['path', 'cause', 'problems', 'fields']) {
      expect(Object.hasOwn(error, key)).toBe(false);
    }
  });
});

describe('isHolonError', () => {
  const error: unknown = new HolonError('HOLON_ABORTED', 'aborted');

  it('tells holon errors from others', () => {
    expect(isHolonError(error)).toBe(true);
    expect(isHolonError(new Error('aborted'))).toBe(false);
    expect(isHolonError({ code: 'HOLON_ABORTED' })).toBe(false);
    expect(isHolonError(undefined)).toBe(false);
  });

  it('looks at the code where one is given', () => {
    expect(isHolonError(error, 'HOLON_ABORTED')).toBe(true);
    expect(isHolonError(error, 'HOLON_CYCLE')).toBe(false);
  });
});
