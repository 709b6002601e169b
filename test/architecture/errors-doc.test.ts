import { readFileSync } from 'node:fs';

import { ERRORS_DOC, renderErrorsDoc } from '../../scripts/write-errors-doc';
import { ERROR_CODES } from '../../src/errors/error-codes';
import { readSources } from './read-sources';

const codes = Object.keys(ERROR_CODES);
const page = readFileSync(ERRORS_DOC, 'utf8');
const headings = [...page.matchAll(/^## (.+)$/gm)].map(([, heading]) => heading!);

describe('docs/reference/errors.md', () => {
  it('explains every code of the table', () => {
    expect(codes.filter((code) => !headings.includes(code))).toEqual([]);
  });

  it('explains no code that the table does not have', () => {
    expect(headings.filter((heading) => !codes.includes(heading))).toEqual([]);
  });

  it('says what the table says; `npm run docs:errors` writes it', () => {
    expect(page).toBe(renderErrorsDoc());
  });
});

describe('@throws in the sources', () => {
  it('names codes of the table', () => {
    const unknown = [...readSources()].flatMap(([path, text]) =>
      [...text.matchAll(/@throws[^\n]*/g)]
        .flatMap(([line]) => line.match(/HOLON_[A-Z_]+/g) ?? [])
        .filter((code) => !codes.includes(code))
        .map((code) => `${path}: ${code}`),
    );
    expect(unknown).toEqual([]);
  });
});
