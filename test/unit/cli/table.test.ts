import { renderTable } from '../../../src/cli/table';

describe('a table', () => {
  it('lines up text to the left and numbers to the right', () => {
    expect(
      renderTable([
        ['CHANNEL', 'KEPT', 'NOTE'],
        ['jobs', '12', 'a'],
        ['news', '7', '3 of 4'],
      ]),
    ).toEqual(['CHANNEL  KEPT  NOTE', 'jobs       12  a', 'news        7  3 of 4']);
  });

  it('is empty without rows', () => {
    expect(renderTable([])).toEqual([]);
  });
});
