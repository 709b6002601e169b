import { throwProblems } from '../../../src/errors/collect-problems';
import { HolonError } from '../../../src/errors/holon-error';

const cycle = new HolonError('HOLON_CYCLE', 'A and B need each other', {
  path: ['Plant', 'A', 'B'],
  hint: 'Break it.',
});
const duplicate = new HolonError('HOLON_DUPLICATE_ID', 'Two systems are called "a"', {
  hint: 'Rename one.',
});

const thrownBy = (problems: readonly HolonError[]): unknown => {
  try {
    throwProblems('HOLON_INVALID_TOPOLOGY', 'Plant cannot be built', problems);
    return undefined;
  } catch (error) {
    return error;
  }
};

describe('throwProblems', () => {
  it('does nothing when there are none', () => {
    expect(thrownBy([])).toBeUndefined();
  });

  it('lists every problem with code, place and cure', () => {
    expect(thrownBy([cycle, duplicate])).toMatchObject({
      code: 'HOLON_INVALID_TOPOLOGY',
      problems: [cycle, duplicate],
      message: [
        'Plant cannot be built: 2 problems',
        '  1. [HOLON_CYCLE] A and B need each other',
        '     at Plant → A → B',
        '     cure: Break it.',
        '  2. [HOLON_DUPLICATE_ID] Two systems are called "a"',
        '     cure: Rename one.',
      ].join('\n'),
    });
  });

  it('counts one problem as one', () => {
    expect(thrownBy([duplicate])).toMatchObject({
      message: expect.stringMatching(/^Plant cannot be built: 1 problem\n/),
    });
  });
});
