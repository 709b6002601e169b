import { oneLine } from '../../../src/cli/one-line';

describe('one line of text', () => {
  it('writes out what would break it or steer a terminal', () => {
    expect(oneLine('a\nb\r\tc\u001b[2J\u009b1m\u2028d\u202ee')).toBe(
      'a\\u{a}b\\u{d}\\u{9}c\\u{1b}[2J\\u{9b}1m\\u{2028}d\\u{202e}e',
    );
  });

  it('leaves all other text as it is', () => {
    expect(oneLine('größe 3 → 漢字 🙂')).toBe('größe 3 → 漢字 🙂');
  });

  it('is cut where it is too long, never inside a character', () => {
    expect(oneLine('abcdef', 6)).toBe('abcdef');
    expect(oneLine('abcdefg', 6)).toBe('abcde…');
    expect(oneLine('abcd🙂🙂', 6)).toBe('abcd…');
  });
});
