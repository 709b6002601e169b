import fc from 'fast-check';
import { findJsonError } from '../../../src/cli/json-error-place';

describe('findJsonError', () => {
  it.each([
    ['{ "a": 1, }', 1, 11],
    ['{\n  "a": 1\n  "b": 2\n}', 3, 3],
    ['{\n  entry: "x"\n}', 2, 3],
    ["{ 'a': 1 }", 1, 3],
    ['{ "a": 1 // why\n}', 1, 10],
    ['{ "a": tru }', 1, 8],
    ['{ "a": 01 }', 1, 9],
    ['{ "a": "x', 1, 8],
    ['{ "a": [1, 2', 1, 13],
    ['{} {}', 1, 4],
    ['', 1, 1],
  ])('finds where %j stops being JSON', (text, line, column) => {
    expect(() => JSON.parse(text) as unknown).toThrow();
    expect(findJsonError(text)).toEqual({ line, column });
  });

  it('finds nothing in JSON', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 2, '\t'), (json, indent) => {
        const text = JSON.stringify(JSON.parse(json), null, indent);
        expect(findJsonError(text)).toBeUndefined();
      }),
    );
  });

  it('agrees with JSON.parse on what is JSON, whatever is cut out of it', () => {
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    fc.assert(
      fc.property(fc.json({ maxDepth: 3 }), fc.nat(), fc.nat({ max: 3 }), (json, at, length) => {
        const start = at % (json.length + 1);
        const text = json.slice(0, start) + json.slice(start + length);
        expect(findJsonError(text) === undefined).toBe(isJson(text));
      }),
      { numRuns: 500 },
    );
  });
});
