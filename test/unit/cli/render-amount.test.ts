import { renderAge, renderBytes } from '../../../src/cli/render-amount';

describe('an amount for people', () => {
  it.each([
    [0, '0 B'],
    [1_023, '1023 B'],
    [1_024, '1.0 KiB'],
    [1_572_864, '1.5 MiB'],
    [2 ** 50, '1024.0 TiB'],
  ])('has bytes in units: %i', (bytes, text) => {
    expect(renderBytes(bytes)).toBe(text);
  });

  it.each([
    [-5, '0 s'],
    [59_999, '59 s'],
    [60_000, '1 min'],
    [3_600_000, '1 h'],
    [86_399_999, '23 h'],
    [172_800_000, '2 d'],
  ])('has ages in the largest unit: %i ms', (ms, text) => {
    expect(renderAge(ms)).toBe(text);
  });
});
