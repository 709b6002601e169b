import * as fc from 'fast-check';

import { parseQuery } from '../../../../src/transport/http/query';

const entries = (search: string) => [...parseQuery(search)];

describe('a query', () => {
  it('is names and values; a name without a sign has an empty one', () => {
    expect(entries('')).toEqual([]);
    expect(entries('a=1&b=2')).toEqual([
      ['a', '1'],
      ['b', '2'],
    ]);
    expect(entries('a&b=c')).toEqual([
      ['a', ''],
      ['b', 'c'],
    ]);
    expect(entries('&&a=b=c&')).toEqual([['a', 'b=c']]);
    expect(entries('=x')).toEqual([['', 'x']]);
    expect(entries('a%20b=c+d%2B')).toEqual([['a b', 'c d+']]);
  });

  it('is read as every URL is, as long as no name comes twice', () => {
    const pieces = fc.array(fc.constantFrom('a', 'b', 'c', '=', '&', '+', '%41', '%26', '%3D'));
    fc.assert(
      fc.property(pieces, (chosen) => {
        const search = chosen.join('');
        const expected = [...new URLSearchParams(search)];
        const isUnique = new Set(expected.map(([name]) => name)).size === expected.length;
        if (isUnique) expect(entries(search)).toEqual(expected);
        else expect(() => parseQuery(search)).toThrow('twice');
      }),
      { numRuns: 1_000 },
    );
  });

  it('of names alone is gone through once', () => {
    const indexOf = jest.spyOn(String.prototype, 'indexOf');
    parseQuery(Array.from({ length: 500 }, (_, n) => `n${n}`).join('&'));
    const signs = indexOf.mock.calls.filter(([sign]) => sign === '=').length;
    indexOf.mockRestore();
    expect(signs).toBe(1);
  });

  it('is refused where it is not UTF-8', () => {
    expect(() => parseQuery('a=%ff')).toThrow('not UTF-8');
  });
});
