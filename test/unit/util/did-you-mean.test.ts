import { didYouMean } from '../../../src/util/did-you-mean';

describe('didYouMean', () => {
  const known = ['capacity', 'claimTimeoutMs', 'content', 'concurrency'];

  it.each([
    ['capcity', 'capacity'],
    ['Capacity', 'capacity'],
    ['claimTimeout', 'claimTimeoutMs'],
    ['contents', 'content'],
    ['concurency', 'concurrency'],
  ])('takes %s for %s', (wrong, meant) => {
    expect(didYouMean(wrong, known)).toBe(`, did you mean '${meant}'?`);
  });

  it.each(['', 'x', 'unrelated'])('says nothing where %p is close to nothing', (wrong) => {
    expect(didYouMean(wrong, known)).toBe('');
  });
});
