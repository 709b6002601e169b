import fc from 'fast-check';

import { isTimeOrderedId, TimeOrderedIdSource } from '../../../src/util/id-source';

const NOW_MS = 1_700_000_000_000;
const nextIds = (source: TimeOrderedIdSource, count: number, nowMs = NOW_MS) =>
  Array.from({ length: count }, () => source.next(nowMs));

describe('TimeOrderedIdSource', () => {
  it('makes ids that rise and never repeat, wherever the clock goes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 0, max: 2 ** 45, noNaN: true }), {
          minLength: 2,
          maxLength: 200,
        }),
        (times) => {
          const source = new TimeOrderedIdSource();
          const ids = times.map((nowMs) => source.next(nowMs));
          expect(ids).toEqual([...new Set(ids)].sort());
        },
      ),
    );
  });

  it('makes ids that rise while the clock stands still, goes back, or moves by less than a millisecond', () => {
    const step = fc.constantFrom(0, 0, 0.25, 0.5, 1, -1, -1000);
    fc.assert(
      fc.property(fc.array(step, { minLength: 2, maxLength: 200 }), (steps) => {
        const source = new TimeOrderedIdSource();
        let nowMs = NOW_MS;
        const ids = steps.map((stepMs) => source.next((nowMs += stepMs)));
        expect(ids).toEqual([...new Set(ids)].sort());
      }),
    );
  });

  it('sorts ids of different sources by their times', () => {
    const [late] = nextIds(new TimeOrderedIdSource('0000000000'), 1, NOW_MS + 1);
    const [early] = nextIds(new TimeOrderedIdSource('ZZZZZZZZZZ'), 1, NOW_MS);
    expect(early! < late!).toBe(true);
  });

  it('makes other ids than another source at the same time', () => {
    const ids = [
      ...nextIds(new TimeOrderedIdSource(), 100),
      ...nextIds(new TimeOrderedIdSource(), 100),
    ];
    expect(new Set(ids).size).toBe(200);
  });

  it('makes the same ids again from the same source name and times', () => {
    const name = 'A1B2C3D4E5';
    expect(nextIds(new TimeOrderedIdSource(name), 3)).toEqual(
      nextIds(new TimeOrderedIdSource(name), 3),
    );
  });

  it('fills up a short source name, so that every id has one length', () => {
    expect(nextIds(new TimeOrderedIdSource('AB'), 1)[0]).toMatch(/^.{10}AB0{8}.{6}$/);
  });
});

describe('isTimeOrderedId', () => {
  it('knows what the source makes', () => {
    for (const id of nextIds(new TimeOrderedIdSource(), 50)) expect(isTimeOrderedId(id)).toBe(true);
  });

  it.each([
    '',
    'order-1',
    '01HF7YAT00A1B2C3D4E500000',
    '01HF7YAT00A1B2C3D4E500000U',
    '01hf7yat00a1b2c3d4e5000000',
  ])('refuses %j', (id) => {
    expect(isTimeOrderedId(id)).toBe(false);
  });
});
