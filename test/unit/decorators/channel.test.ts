import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { PeriodicChannel } from '../../../src/channels/periodic-channel';
import { Channel } from '../../../src/decorators/channel';
import { readChannelMetadata } from '../../../src/decorators/metadata-storage';
import { refusal } from './refusal';

class Reading {
  celsius = 0;
}

/** Applies @Channel with options that the compiler would refuse. */
function declare(options: unknown, target?: object): void {
  class Readings extends BroadcastChannel {}
  const decorate = Channel(options as never) as (target: unknown) => void;
  decorate(target ?? Readings);
}

describe('@Channel', () => {
  it('stores what it is given, and the id as name where no other is given', () => {
    @Channel({ id: 'readings', content: Reading, capacity: 10, retention: { maxCount: 5 } })
    class Readings extends BroadcastChannel<Reading, 'readings'> {}

    expect(readChannelMetadata(Readings)).toEqual({
      id: 'readings',
      name: 'readings',
      content: Reading,
      capacity: 10,
      retention: { maxCount: 5 },
    });
  });

  it('takes a Standard Schema as content, also a callable one', () => {
    const standard = { version: 1, vendor: 'test', validate: (value: unknown) => ({ value }) };
    expect(() => {
      declare({ id: 'a', content: { '~standard': standard } });
    }).not.toThrow();
    expect(() => {
      declare({ id: 'a', content: Object.assign(() => undefined, { '~standard': standard }) });
    }).not.toThrow();
  });

  it('is inherited by a subclass, and replaced where the subclass has its own', () => {
    @Channel({ id: 'base', capacity: 3 })
    class Base extends BroadcastChannel<unknown, 'base'> {}
    class Same extends Base {}
    @Channel({ id: 'other' })
    class Other extends (Base as unknown as typeof BroadcastChannel)<unknown, 'other'> {}

    expect(readChannelMetadata(Same)).toBe(readChannelMetadata(Base));
    expect(readChannelMetadata(Other)).toEqual({ id: 'other', name: 'other' });
    expect(readChannelMetadata(Base)).toMatchObject({ id: 'base', capacity: 3 });
  });

  it('cannot be changed afterwards, neither through the options nor through the metadata', () => {
    const options = { id: 'readings' as const, capacity: 1 };
    @Channel(options)
    class Readings extends BroadcastChannel<unknown, 'readings'> {}
    options.capacity = 99;

    expect(readChannelMetadata(Readings)?.capacity).toBe(1);
    expect(Object.isFrozen(readChannelMetadata(Readings))).toBe(true);
  });

  it.each([
    [{}, 'id must be 1 to 128 letters'],
    [undefined, 'options must be an object, but is undefined'],
    [[], 'options must be an object, but is an array'],
    [{ id: '' }, "id must be 1 to 128 letters, digits, '.', '_', '-' or ':'"],
    [{ id: '.hidden' }, "but is '.hidden'"],
    [{ id: 'a b' }, "but is 'a b'"],
    [{ id: 'a/b' }, "but is 'a/b'"],
    [{ id: 'x'.repeat(129) }, 'but is '],
    [{ id: 7 }, 'but is 7'],
    [{ id: 'a', name: ' ' }, 'name must be a string that is not empty'],
    [{ id: 'a', description: 1 }, 'description must be a string'],
    [{ id: 'a', visibility: 'Public' }, "visibility must be 'private' or 'public'"],
    [{ id: 'a', content: {} }, 'content must be a DTO class or a Standard Schema'],
    [{ id: 'a', content: () => undefined }, 'content must be a DTO class'],
    [{ id: 'a', capacity: 0 }, 'capacity must be a whole number of at least 1, but is 0'],
    [{ id: 'a', capacity: 1.5 }, 'but is 1.5'],
    [{ id: 'a', maxAttempts: -1 }, 'maxAttempts must be a whole number'],
    [{ id: 'a', claimTimeoutMs: Number.NaN }, 'claimTimeoutMs must be a finite number'],
    [{ id: 'a', claimTimeoutMs: Infinity }, 'but is Infinity'],
    [{ id: 'a', subscriberTimeoutMs: '5s' }, "but is '5s'"],
    [{ id: 'a', retention: { maxAgeMs: 0 } }, 'retention.maxAgeMs must be'],
    [{ id: 'a', retention: { maxAge: 5 } }, "no option retention.maxAge, did you mean 'maxAgeMs'?"],
    [{ id: 'a', capcity: 5 }, "there is no option capcity, did you mean 'capacity'?"],
    [{ id: 'a', security: {} }, 'security must be a ChannelSecurity { authenticate, authorize }'],
    [{ id: 'a', periodMs: 5 }, 'periodMs has no meaning on a broadcast channel'],
    [{ id: 'a', registrationTtlMs: 5 }, 'registrationTtlMs has no meaning on a broadcast channel'],
  ])('refuses %j', (options, problem) => {
    const error = refusal(() => {
      declare(options);
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toContain('@Channel on Readings: ');
    expect(error.message).toContain(problem);
    expect(error.hint).not.toBe('');
  });

  it('takes the period of a periodic channel', () => {
    @Channel({ id: 'pulse', periodMs: 50 })
    class Pulse extends PeriodicChannel<number, 'pulse'> {
      protected pull(): number {
        return 1;
      }
    }
    expect(readChannelMetadata(Pulse)?.periodMs).toBe(50);
  });

  it('refuses a class that is no channel, with the way to make it one', () => {
    const error = refusal(() => {
      declare({ id: 'a' }, class Plain {});
    });
    expect(error.message).toBe('@Channel on Plain: this is not a channel class');
    expect(error.hint).toContain('extends BroadcastChannel');
  });

  it('refuses to stand twice on one class', () => {
    class Twice extends BroadcastChannel {}
    declare({ id: 'a' }, Twice);
    const error = refusal(() => {
      declare({ id: 'b' }, Twice);
    });
    expect(error.message).toBe('@Channel on Twice: it stands here twice');
  });
});
