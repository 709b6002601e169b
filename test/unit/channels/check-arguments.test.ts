import {
  checkCount,
  checkFunction,
  checkId,
  checkIds,
  checkLimit,
  checkSpan,
} from '../../../src/channels/check-arguments';

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

describe('arguments', () => {
  const asked = (value: unknown) => value as never; // what the types refuse

  it.each([
    [() => checkLimit(undefined, 'read'), 10],
    [() => checkLimit(1, 'read'), 1],
    [() => checkLimit(10_000, 'read'), 10_000],
    [() => checkSpan(0, 'delayMs', 'write'), 0],
    [() => checkSpan(0.5, 'delayMs', 'write'), 0.5],
    [() => checkCount(0, 'maxCount', 'evict'), 0],
    [() => checkIds([], 'nack'), []],
    [() => checkIds(['a', 'b'], 'nack'), ['a', 'b']],
    [() => checkFunction(() => undefined, 'the handler', 'subscribe'), undefined],
  ])('that fit are taken: %s', (check, taken) => {
    expect(check()).toEqual(taken);
  });

  it.each([
    [() => checkLimit(0, 'read'), 'read: limit must be a whole number from 1 to 10000, not 0'],
    [
      () => checkLimit(10_001, 'stream', 'capacity'),
      'stream: capacity must be a whole number from 1 to 10000, not 10001',
    ],
    [() => checkLimit(1.5, 'read'), 'read: limit must be a whole number from 1 to 10000, not 1.5'],
    [() => checkSpan(-1, 'delayMs', 'w'), 'w: delayMs must be milliseconds of 0 or more, not -1'],
    [
      () => checkSpan(Infinity, 'delayMs', 'w'),
      'w: delayMs must be milliseconds of 0 or more, not Infinity',
    ],
    [
      () => checkSpan(asked('1'), 'delayMs', 'w'),
      'w: delayMs must be milliseconds of 0 or more, not 1',
    ],
    [
      () => checkCount(-1, 'maxCount', 'e'),
      'e: maxCount must be a number of messages of 0 or more, not -1',
    ],
    [
      () => checkCount(NaN, 'maxCount', 'e'),
      'e: maxCount must be a number of messages of 0 or more, not NaN',
    ],
    [
      () => checkCount(asked('2'), 'maxCount', 'e'),
      'e: maxCount must be a number of messages of 0 or more, not 2',
    ],
    [
      () => checkId('', 'id', 'w'),
      'w: id must be a string of 1 to 256 characters, not 0 characters',
    ],
    [
      () => checkId(asked(1), 'id', 'w'),
      'w: id must be a string of 1 to 256 characters, not number',
    ],
    [() => checkIds(asked('a'), 'nack'), 'nack: ids must be an array of message ids'],
    [
      () => checkIds(['a', ''], 'nack'),
      'nack: every id must be a string of 1 to 256 characters, not 0 characters',
    ],
    [() => checkFunction(1, 'the handler', 's'), 's: the handler must be a function'],
  ])('that do not are refused by name and place: %s', (check, message) => {
    const refused = { code: 'HOLON_INVALID_ARGUMENT', message };
    expect(check).toThrow(expect.objectContaining(refused) as Error);
  });
});
