import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { readSystemMetadata } from '../../../src/decorators/metadata-storage';
import { System } from '../../../src/decorators/system';
import { refusal } from './refusal';

class News extends BroadcastChannel<string, 'news'> {}
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

describe('@System', () => {
  it('stores what it is given, with defaults for the rest', () => {
    @System({ id: 'plant' })
    class Plant {}
    expect(readSystemMetadata(Plant)).toEqual({
      id: 'plant',
      name: 'plant',
      description: '',
      channels: {},
      ticksPerSecond: 1,
      providers: [],
      supervision: { restart: 'on-error', maxRestarts: Infinity, delayMs: 100 },
    });

    const access = channelAccess({ own: [News] });
    class Clock {}
    @System({
      id: 'all',
      name: 'All',
      description: 'Everything.',
      channels: access,
      ticksPerSecond: 0.5,
      providers: [Clock, ['limit', 3], { provide: 'now', useFactory: () => 1 }],
      inbox: { capacity: 4 },
      supervision: { restart: 'never' },
    })
    class All {}
    expect(readSystemMetadata(All)).toMatchObject({
      name: 'All',
      description: 'Everything.',
      channels: { own: [News] },
      ticksPerSecond: 0.5,
      inbox: { capacity: 4 },
      supervision: { restart: 'never', maxRestarts: Infinity, delayMs: 100 },
    });
    expect(readSystemMetadata(All)?.providers).toHaveLength(3);
  });

  it('understands inbox: true as an inbox without a capacity', () => {
    @System({ id: 'box', inbox: true })
    class Box {}
    expect(readSystemMetadata(Box)?.inbox).toEqual({});
  });

  it('cannot be widened by changing its options afterwards', () => {
    const channels = { read: [News] as (typeof News | typeof Jobs)[] };
    @System({ id: 'reader', channels })
    class Reader {}
    channels.read.push(Jobs);
    expect(readSystemMetadata(Reader)?.channels).toEqual({ read: [News] });
  });

  it('is inherited by a subclass without its own, and replaced by its own', () => {
    @System({ id: 'base', ticksPerSecond: 5 })
    class Base {}
    class Same extends Base {}
    @System({ id: 'other' })
    class Other extends Base {}
    expect(readSystemMetadata(Same)).toBe(readSystemMetadata(Base));
    expect(readSystemMetadata(Other)).toMatchObject({ id: 'other', ticksPerSecond: 1 });
    expect(readSystemMetadata(Base)?.id).toBe('base');
  });

  it.each([
    [{}, 'id must be 1 to 128 letters'],
    [null, 'options must be an object, but is null'],
    [{ id: 'a', ticksPerSecond: 0 }, 'ticksPerSecond must be a number above 0 and at most 1000'],
    [{ id: 'a', ticksPerSecond: 1001 }, 'but is 1001'],
    [{ id: 'a', ticksPerSecond: Infinity }, 'but is Infinity'],
    [{ id: 'a', ticksPerSecond: Number.NaN }, 'but is NaN'],
    [{ id: 'a', inbox: { capacity: 0 } }, 'inbox.capacity must be a whole number of at least 1'],
    [{ id: 'a', inbox: false }, 'inbox must be an object, but is false'],
    [{ id: 'a', providers: {} }, 'providers must be an array, but is an object'],
    [{ id: 'a', providers: [undefined] }, 'providers[0] must be a class, a pair [token, value]'],
    [{ id: 'a', providers: [['x']] }, 'providers[0] must be a class, a pair [token, value]'],
    [{ id: 'a', supervision: { restart: 'always' } }, "supervision.restart must be 'on-error' or"],
    [{ id: 'a', supervision: { maxRestarts: -1 } }, 'supervision.maxRestarts must be a whole'],
    [{ id: 'a', supervision: { delayMs: Infinity } }, 'supervision.delayMs must be a finite'],
    [{ id: 'a', supervison: {} }, "there is no option supervison, did you mean 'supervision'?"],
    [{ id: 'a', channels: [News] }, 'channels must be an object, but is an array'],
    [{ id: 'a', channels: { read: [News, News] } }, 'channels.read lists class News twice'],
    [{ id: 'a', channels: { reads: [] } }, "no option channels.reads, did you mean 'read'?"],
  ])('refuses %j', (options, problem) => {
    const error = refusal(() => {
      System(options as never)(class Plant {} as never);
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toContain('@System on Plant: ');
    expect(error.message).toContain(problem);
  });

  it.each([[[News]], [News], ['news']])('says what `channels` takes instead of %p', (channels) => {
    const error = refusal(() => {
      System({ id: 'a', channels: channels as never })(class Plant {});
    });
    expect(error.message).toContain('channels must be an object, but is ');
    expect(error.hint).toContain('channelAccess({ own, read, write })');
  });

  it('refuses what is no class, and to stand twice', () => {
    expect(
      refusal(() => {
        System({ id: 'a' })('Plant' as never);
      }).message,
    ).toBe("@System: 'Plant' is no class");
    const error = refusal(() => {
      @System({ id: 'a' })
      @System({ id: 'b' })
      class Twice {}
      return Twice;
    });
    expect(error.message).toBe('@System on Twice: it stands here twice');
  });

  it('stores nothing when it refuses', () => {
    class Plant {}
    refusal(() => {
      System({ id: 'a', ticksPerSecond: -1 })(Plant);
    });
    expect(readSystemMetadata(Plant)).toBeUndefined();
  });
});

describe('@System and @Consume', () => {
  const define =
    (access: object, options: object = {}) =>
    () => {
      @System({ id: 'worker', channels: access })
      class Worker {
        @Consume(Jobs, options) work(): string {
          return '';
        }
      }
      return Worker;
    };

  it.each([{ own: [Jobs] }, { read: [Jobs] }])('agree when %p is declared', (access) => {
    expect(define(access)).not.toThrow();
  });

  it.each([{}, { write: [Jobs] }, { read: [News] }])('refuse to consume with only %p', (access) => {
    const error = refusal(define(access));
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toBe(
      '@System on Worker: work() consumes Jobs, which `channels` does not let it read',
    );
    expect(error.hint).toContain('Add Jobs to `own` or `read`');
  });

  it('refuse a result channel that is not writable', () => {
    expect(define({ read: [Jobs], write: [News] }, { to: News })).not.toThrow();
    expect(refusal(define({ read: [Jobs, News] }, { to: News })).message).toBe(
      '@System on Worker: what work() returns goes to News, which `channels` does not let it write',
    );
  });

  it('check inherited consumers against the access of the subclass', () => {
    @System({ id: 'base', channels: { read: [Jobs] } })
    class Base {
      @Consume(Jobs) work(): void {}
    }
    const error = refusal(() => {
      @System({ id: 'narrow' })
      class Narrow extends Base {}
      return Narrow;
    });
    expect(error.message).toContain('@System on Narrow: work() consumes Jobs');
  });
});
