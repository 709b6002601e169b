import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { readSubsystems } from '../../../src/decorators/metadata-storage';
import { Subsystem } from '../../../src/decorators/subsystem';
import { refusal } from './refusal';

class News extends BroadcastChannel<string, 'news'> {}
class Reader {}
class Printer {}

describe('@Subsystem', () => {
  it('hands on both modes of a list, or the modes that are named', () => {
    class Plant {
      @Subsystem(Reader) readonly nothing!: Reader;
      @Subsystem(Reader, { channels: [News] }) readonly both!: Reader;
      @Subsystem(Reader, { channels: { read: [News] } }) readonly reading!: Reader;
    }
    expect(readSubsystems(Plant).map(({ property, channels }) => [property, channels])).toEqual([
      ['nothing', { read: [], write: [] }],
      ['both', { read: [News], write: [News] }],
      ['reading', { read: [News], write: [] }],
    ]);
  });

  it('stores what it is given, and whether the property is an array where that is certain', () => {
    class Plant {
      @Subsystem(Reader, { id: 'r', name: 'R', replicas: 3, ticksPerSecond: 2, next: [Printer] })
      readonly readers!: Reader[];
      @Subsystem(Printer) readonly printer!: Printer;
      @(Subsystem(Printer) as PropertyDecorator) readonly vague: unknown;
    }
    const [readers, printer, vague] = readSubsystems(Plant);
    expect(readers).toEqual({
      property: 'readers',
      system: Reader,
      channels: { read: [], write: [] },
      id: 'r',
      name: 'R',
      replicas: 3,
      ticksPerSecond: 2,
      next: [Printer],
      propertyIsArray: true,
    });
    expect(printer?.propertyIsArray).toBe(false);
    expect(vague).not.toHaveProperty('propertyIsArray');
  });

  it.each([
    [Reader, { replicas: 0 }, 'replicas must be a whole number of at least 1, but is 0'],
    [Reader, { ticksPerSecond: 0 }, 'ticksPerSecond must be a number above 0 and at most 1000'],
    [Reader, { id: '.x' }, 'id must be 1 to 128 letters'],
    [Reader, { replica: 2 }, "there is no option replica, did you mean 'replicas'?"],
    [Reader, { channels: [Reader] }, 'channels[0] must be a channel class'],
    [Reader, { channels: [News, News] }, 'channels lists class News twice'],
    [Reader, { channels: { own: [News] } }, 'there is no option channels.own'],
    [Reader, { channels: { read: [undefined] } }, 'channels.read[0] is undefined'],
    [Reader, { channels: News }, 'channels must be an object, but is class News'],
    [Reader, { next: ['Printer'] }, "next[0] must be a system class, but is 'Printer'"],
    ['Reader', {}, "the class must be a system class, but is 'Reader'"],
    [News, {}, 'the class must be a system class, but is class News'],
    [
      undefined,
      {},
      'the class is undefined: it is missing, or its file and this one import each other',
    ],
  ])('refuses %p with %j', (system, options, problem) => {
    const error = refusal(() => {
      class Plant {
        @(Subsystem(system as never, options as never) as PropertyDecorator) part!: Reader;
      }
      return Plant;
    });
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toContain('@Subsystem on Plant.part: ');
    expect(error.message).toContain(problem);
  });

  it('refuses a static property and to stand twice on one', () => {
    const decorate = Subsystem(Reader) as PropertyDecorator;
    class Plant {
      @Subsystem(Reader) readonly part!: Reader;
    }
    expect(
      refusal(() => {
        decorate(Plant, 'part');
      }).message,
    ).toContain('static member');
    expect(
      refusal(() => {
        decorate(Plant.prototype, 'part');
      }).message,
    ).toContain('twice');
  });
});
