import { fieldPath } from '../../../src/content/field-path';

describe('fieldPath', () => {
  it('writes names with dots and places in lists with brackets', () => {
    expect(fieldPath(['items', 2, 'when'])).toBe('items[2].when');
    expect(fieldPath([0, 'a'])).toBe('[0].a');
  });

  it('quotes names that are no identifiers', () => {
    expect(fieldPath(['a b', '2', ''])).toBe('["a b"]["2"][""]');
    expect(fieldPath(['a', Symbol('s')])).toBe('a[Symbol(s)]');
  });

  it('is empty for no keys', () => {
    expect(fieldPath([])).toBe('');
  });
});
