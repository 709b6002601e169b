import { Breather } from '../../../src/systems/breather';

describe('Breather', () => {
  it('asks for a turn of the event loop once in 250 times', () => {
    const breather = new Breather();
    const pauses = Array.from({ length: 1_000 }, () => breather.pause());
    expect(pauses.filter((pause) => pause !== undefined)).toHaveLength(4);
    expect(pauses[249]).toBeInstanceOf(Promise);
  });
});
