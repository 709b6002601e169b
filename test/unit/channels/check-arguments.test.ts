import { checkId } from '../../../src/channels/check-arguments';

describe('checkId', () => {
  it.each(['a', 'ü', '😀', 'x'.repeat(256)])('takes %j', (id) => {
    expect(checkId(id, 'id', 'write')).toBe(id);
  });

  it.each(['', 'x'.repeat(257), 1, undefined])('refuses %j', (id) => {
    expect(() => checkId(id as string, 'id', 'write')).toThrow(
      expect.objectContaining({ code: 'HOLON_INVALID_ARGUMENT' }),
    );
  });

  it('refuses half a surrogate pair, and says how it came there', () => {
    expect(() => checkId('😀'.slice(0, 1), 'id', 'write')).toThrow(
      expect.objectContaining({
        code: 'HOLON_INVALID_ARGUMENT',
        message: 'write: id holds half a surrogate pair: "\\ud83d"',
        hint: expect.stringContaining('cut text'),
      }),
    );
  });
});
