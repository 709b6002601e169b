import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { refusal } from './refusal';

class News extends BroadcastChannel<string, 'news'> {}
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

describe('channelAccess', () => {
  it('answers the lists it was given, and only those', () => {
    expect(channelAccess({ own: [News], write: [Jobs] })).toEqual({ own: [News], write: [Jobs] });
    expect(channelAccess({})).toEqual({});
  });

  it('is frozen, and untouched by later changes of what it was given', () => {
    const read: (typeof News | typeof Jobs)[] = [News];
    const access = channelAccess({ read });
    read.push(Jobs);
    expect(access.read).toEqual([News]);
    expect(Object.isFrozen(access)).toBe(true);
    expect(Object.isFrozen(access.read)).toBe(true);
  });

  it('lets one channel stand in several lists', () => {
    expect(channelAccess({ read: [Jobs], write: [Jobs] })).toEqual({ read: [Jobs], write: [Jobs] });
  });

  it.each([
    [undefined, 'options must be an object, but is undefined'],
    [{ raed: [News] }, "there is no option raed, did you mean 'read'?"],
    [{ read: News }, 'read must be an array, but is class News'],
    [{ read: [News, News] }, 'read lists class News twice'],
    [{ own: ['news'] }, 'own[0] must be a channel class (one that extends BroadcastChannel'],
    [{ own: [class Plain {}] }, 'own[0] must be a channel class'],
    [{ write: [News, undefined] }, 'write[1] is undefined: it is missing, or its file'],
    [{ write: [null] }, 'write[0] must be a channel class'],
  ])('refuses %p', (access, problem) => {
    const error = refusal(() => channelAccess(access as never));
    expect(error.code).toBe('HOLON_INVALID_DECORATOR');
    expect(error.message).toMatch(/^channelAccess: /);
    expect(error.message).toContain(problem);
  });
});
