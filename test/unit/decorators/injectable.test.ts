import { Injectable } from '../../../src/decorators/injectable';
import { readParameters, readSystemMetadata } from '../../../src/decorators/metadata-storage';
import { refusal } from './refusal';

class Meter {
  value = 0;
}

describe('@Injectable', () => {
  it('makes the compiler emit the types of a provider, and stores nothing itself', () => {
    @Injectable()
    class Gauge {
      constructor(readonly meter: Meter) {}
    }
    expect(readParameters(Gauge)).toEqual([{ index: 0, token: Meter, typeName: 'Meter' }]);
    expect(readSystemMetadata(Gauge)).toBeUndefined();
  });

  it('refuses a parameter that names nothing to inject', () => {
    const error = refusal(() => {
      @Injectable()
      class Gauge {
        constructor(readonly limit: number) {}
      }
      return Gauge;
    });
    expect(error.code).toBe('HOLON_NO_TYPE_INFO');
    expect(error.message).toContain('Gauge: constructor parameter 0 (limit)');
  });
});
