import { ForeignWatch } from '../../../../src/stores/sqlite/foreign-watch';
import { VirtualClock } from '../../../../src/testing/virtual-clock';

function watchEvery(periodMs: number) {
  const clock = new VirtualClock();
  const timer = jest.spyOn(clock, 'setTimer');
  const look = jest.fn();
  return { clock, timer, look, watch: new ForeignWatch(clock, periodMs, look) };
}

describe('the look for what other processes wrote', () => {
  it('is taken once a period, whatever the number of those who watch', async () => {
    const { clock, timer, look, watch } = watchEvery(100);
    await clock.advance(1_000);
    expect(look).not.toHaveBeenCalled();
    watch.add();
    watch.add();
    await clock.advance(99);
    expect(look).not.toHaveBeenCalled();
    await clock.advance(1);
    expect(look).toHaveBeenCalledTimes(1);
    await clock.advance(1_000);
    expect(look).toHaveBeenCalledTimes(11);
    // It keeps no process alive.
    for (const [, , options] of timer.mock.calls) expect(options).toEqual({ background: true });
  });

  it('ends with the last who watches, each of whom counts once', async () => {
    const { clock, look, watch } = watchEvery(100);
    const [one, other] = [watch.add(), watch.add()];
    one();
    one();
    await clock.advance(100);
    expect(look).toHaveBeenCalledTimes(1);
    other();
    await clock.advance(1_000);
    expect(look).toHaveBeenCalledTimes(1);
    watch.add();
    await clock.advance(100);
    expect(look).toHaveBeenCalledTimes(2);
  });

  it('ends at once when it is stopped, also by the look itself', async () => {
    const { clock, look, watch } = watchEvery(100);
    look.mockImplementationOnce(() => {
      watch.stop();
    });
    watch.add();
    await clock.advance(1_000);
    expect(look).toHaveBeenCalledTimes(1);
  });
});
