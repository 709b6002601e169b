import { readSources } from './read-sources';

const MAX_LINES = 400;
const sources = [...readSources()];

describe('source files', () => {
  it('are named in kebab-case', () => {
    const word = '[a-z0-9]+(-[a-z0-9]+)*';
    const kebabCase = new RegExp(`^(${word}/)*${word}\\.ts$`);
    expect(sources.map(([path]) => path).filter((path) => !kebabCase.test(path))).toEqual([]);
  });

  it(`have at most ${MAX_LINES} lines`, () => {
    const long = sources.filter(([, text]) => text.trimEnd().split('\n').length > MAX_LINES);
    expect(long.map(([path]) => path)).toEqual([]);
  });
});
