import fc from 'fast-check';

import { RingBuffer } from '../../../src/queues/ring-buffer';

describe('RingBuffer', () => {
  it('answers undefined when it is empty', () => {
    expect(new RingBuffer().shift()).toBeUndefined();
  });

  it('behaves as an array whatever is pushed and shifted', () => {
    const runs = fc.array(fc.record({ push: fc.nat(60), shift: fc.nat(60) }), { maxLength: 20 });
    fc.assert(
      fc.property(runs, (steps) => {
        const ring = new RingBuffer<{ n: number }>();
        const model: { n: number }[] = [];
        let n = 0;
        for (const step of steps) {
          for (let count = 0; count < step.push; count += 1) {
            const value = { n: (n += 1) };
            ring.push(value);
            model.push(value);
          }
          for (let count = 0; count < step.shift; count += 1) {
            expect(ring.shift()).toBe(model.shift());
          }
          expect(ring.size).toBe(model.length);
        }
      }),
    );
  });

  it('serves on after a burst that made it give its memory back', () => {
    const ring = new RingBuffer<{ n: number }>();
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 3_000; n += 1) ring.push({ n });
      for (let n = 0; n < 3_000; n += 1) expect(ring.shift()).toEqual({ n });
      expect(ring.size).toBe(0);
    }
  });
});
