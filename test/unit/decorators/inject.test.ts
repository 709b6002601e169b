import { inject, injectAll } from 'tsyringe';

import { Inject } from '../../../src/decorators/inject';
import { readParameters } from '../../../src/decorators/metadata-storage';
import { refusal } from './refusal';

interface Rate {
  readonly perSecond: number;
}
class Meter {
  value = 0;
}
const RATE = Symbol('rate');

describe('@Inject', () => {
  it('names the token of a parameter, before what its type says', () => {
    class Gauge {
      constructor(
        @Inject(RATE) readonly rate: Rate,
        readonly meter: Meter,
        @Inject('limit') readonly limit: number,
        @Inject(Meter) readonly other: object,
      ) {}
    }
    expect(readParameters(Gauge).map(({ token }) => token)).toEqual([RATE, Meter, 'limit', Meter]);
  });

  it('understands the plain @inject of tsyringe, and goes before it', () => {
    class Gauge {
      constructor(
        @inject(RATE) readonly rate: Rate,
        @Inject('mine') @inject('theirs') readonly both: Rate,
        @injectAll('many') readonly many: Rate[],
      ) {}
    }
    expect(readParameters(Gauge)).toEqual([
      { index: 0, token: RATE, typeName: 'Object' },
      { index: 1, token: 'mine', typeName: 'Object' },
      { index: 2, typeName: 'Array' },
    ]);
  });

  it.each([undefined, null, '', 7, {}])('refuses the token %p', (token) => {
    const error = refusal(() => {
      class Gauge {
        constructor(@Inject(token as never) readonly rate: Rate) {}
      }
      return Gauge;
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toContain(
      '@Inject on parameter 0 of Gauge.constructor: the token must be a class, a symbol or a string',
    );
  });

  it('refuses a parameter of a method', () => {
    const error = refusal(() => {
      class Gauge {
        read(@Inject(RATE) rate: Rate): Rate {
          return rate;
        }
      }
      return Gauge;
    });
    expect(error.message).toBe(
      '@Inject on parameter 0 of Gauge.read: only constructor parameters are injected',
    );
  });
});
