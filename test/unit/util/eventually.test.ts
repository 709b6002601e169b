import { isPending } from '../../../src/util/eventually';

describe('isPending', () => {
  it('is true of promises and of anything with then()', () => {
    expect(isPending(Promise.resolve(1))).toBe(true);
    expect(isPending({ then: () => undefined } as unknown as Promise<void>)).toBe(true); // a thenable is no Promise
  });

  it.each([undefined, null, 0, 'then', {}, { then: 1 }, () => undefined])(
    'is false of %j',
    (value) => {
      expect(isPending<unknown>(value)).toBe(false);
    },
  );
});
