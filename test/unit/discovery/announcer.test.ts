import { Announcer, type Registrar } from '../../../src/discovery/announcer';
import type { RegistrationRequest } from '../../../src/discovery/registration';
import { VirtualClock } from '../../../src/testing/virtual-clock';
import { RecordingLogger } from '../../helpers/recording-logger';

const offer = (id: string): RegistrationRequest => ({
  kind: 'channel',
  info: { id, name: id, description: '', visibility: 'public', kind: 'broadcast' },
  ttlMs: 30_000,
});

/** A registry that says what it was asked, and does not answer when it is down. */
function setUp() {
  const clock = new VirtualClock();
  const logger = new RecordingLogger();
  const calls: string[] = [];
  const registry = { isDown: false, offers: [offer('a')] };
  const note = (what: string, list: readonly RegistrationRequest[]): void => {
    const ids = list.map((one) => (one.kind === 'channel' ? one.info.id : 'a system'));
    calls.push(`${clock.monotonicMs()}: ${what} ${ids.join(' ')}`);
    if (registry.isDown) throw new Error('down');
  };
  const registrar: Registrar = {
    name: 'registry',
    register: async (list) => note('register', list),
    withdraw: async (list) => note('withdraw', list),
  };
  const announcer = new Announcer(registrar, {
    ...{ offers: () => registry.offers, ttlMs: 30_000, clock, logger },
  });
  return { clock, logger, calls, registry, registrar, announcer };
}

describe('an announcer', () => {
  it('renews three times in the life of a registration, also what is new, and withdraws all', async () => {
    const { announcer, calls, clock, registry } = setUp();
    await announcer.start();
    await clock.advance(10_000);
    registry.offers = [offer('a'), offer('b')];
    await clock.advance(10_000);
    expect(announcer.isRegistered).toBe(true);
    expect(await announcer.withdraw()).toBe(true);
    expect(await announcer.withdraw()).toBe(true);
    expect(announcer.isRegistered).toBe(false);
    await clock.advance(60_000);
    expect(calls).toEqual([
      '0: register a',
      '10000: register a',
      '20000: register a b',
      '20000: withdraw a b',
    ]);
    expect(clock.pendingTimers).toBe(0);
  });

  it('tries again and again while the registry is down, and says so once', async () => {
    const { announcer, calls, clock, logger, registry } = setUp();
    registry.isDown = true;
    await announcer.start();
    await clock.advance(27_000);
    expect(calls.map((call) => call.split(':')[0])).toEqual([
      '0',
      '1000',
      '3000',
      '7000',
      '15000',
      '25000',
    ]);
    registry.isDown = false;
    await clock.advance(8_000);
    expect(logger.of('discovery.register-failed')).toHaveLength(1);
    expect(logger.of('discovery.registered-again')).toHaveLength(1);
    await announcer.withdraw();
  });

  it('ends at its time though the registry is down', async () => {
    const { announcer, clock, logger, registry } = setUp();
    await announcer.start();
    registry.isDown = true;
    expect(await announcer.withdraw()).toBe(false);
    expect(announcer.isRegistered).toBe(true);
    expect(logger.of('discovery.withdraw-failed')).toHaveLength(1);
    expect(clock.pendingTimers).toBe(0);
  });

  it.each([
    [undefined, 2_000],
    [10_000, 2_000],
    [700, 700],
  ])(
    'with %s ms to withdraw waits %s ms for a registry that hangs, and says so',
    async (timeoutMs, waitedMs) => {
      const { clock, logger, registrar } = setUp();
      let answer = (): void => undefined;
      const hanging: Registrar = {
        ...registrar,
        withdraw: () => new Promise((resolve) => (answer = resolve)),
      };
      const announcer = new Announcer(hanging, {
        ...{ offers: () => [offer('z')], ttlMs: 30_000, clock, logger },
      });
      await announcer.start();
      let isWithdrawn: boolean | undefined;
      const ended = announcer.withdraw(timeoutMs === undefined ? {} : { timeoutMs });
      void ended.then((known) => (isWithdrawn = known));
      await clock.advance(waitedMs - 1);
      expect([isWithdrawn, logger.of('discovery.withdraw-failed')]).toEqual([undefined, []]);
      await clock.advance(1);
      expect(isWithdrawn).toBe(false);
      expect(logger.of('discovery.withdraw-failed')[0]?.fields).toMatchObject({
        ...{ registry: 'registry', waitedMs },
      });
      answer();
      await clock.advance(0);
      expect(announcer.isRegistered).toBe(false);
    },
  );

  it('withdraws behind a registration under way, and waits for a registry that hangs only so long', async () => {
    const { announcer, calls, clock, registrar } = setUp();
    let answer = (): void => undefined;
    const slow: Registrar = {
      ...registrar,
      register: async (list) => {
        await new Promise<void>((resolve) => (answer = resolve));
        return registrar.register(list);
      },
    };
    const hanging = new Announcer(slow, {
      ...{ offers: () => [offer('z')], ttlMs: 30_000, clock, logger: new RecordingLogger() },
    });
    const started = hanging.start();
    await clock.advance(2_000);
    await started;
    const withdrawn = hanging.withdraw();
    answer();
    await withdrawn;
    expect(calls).toEqual(['2000: register z', '2000: withdraw z']);
    await announcer.withdraw();
    expect(calls).toHaveLength(2);
  });
});
