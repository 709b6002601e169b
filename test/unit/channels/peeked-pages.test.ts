import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { PeekedPages } from '../../../src/channels/peeked-pages';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { AclSecurity } from '../../../src/security/acl-security';
import { bench, contents, started } from './bench';

@Channel({ id: 'news' })
class News extends PassthroughChannel<string, 'news'> {}

@Channel({ id: 'jobs' })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

const all = { limit: 10 };

async function newsOf(count: number, options: { readonly security?: AclSecurity } = {}) {
  const parts = bench();
  const news = await started(new News({ id: 'news', ...parts, ...options }));
  for (let n = 1; n <= count; n += 1) await news.active().write('w', `m${n}`, { id: `m${n}` });
  return { ...parts, news, pages: new PeekedPages() };
}

describe('peeked pages', () => {
  it('are what a read would give, again and again until the reader is done with them', async () => {
    const { news, pages } = await newsOf(3);
    const first = await pages.peek(news, 'r', { limit: 2 });
    expect(contents(first.messages)).toEqual(['m1', 'm2']);
    expect(contents((await pages.peek(news, 'r', { limit: 2 })).messages)).toEqual(['m1', 'm2']);
    expect(await pages.advance(news, 'r', { name: first.name, count: undefined })).toBe(true);
    const rest = await pages.peek(news, 'r', all);
    expect(contents(rest.messages)).toEqual(['m3']);
    expect(await pages.advance(news, 'r', { name: rest.name, count: 0 })).toBe(true);
    expect(contents(await news.read('r'))).toEqual(['m3']);
  });

  it('can be done with in part', async () => {
    const { news, pages } = await newsOf(3);
    const { name } = await pages.peek(news, 'r', all);
    expect(await pages.advance(news, 'r', { name, count: 1 })).toBe(true);
    expect(contents(await news.read('r'))).toEqual(['m2', 'm3']);
  });

  it('begin behind a message, or with what comes from now on', async () => {
    const { news, pages } = await newsOf(3);
    expect(contents((await pages.peek(news, 'a', { ...all, after: 'm2' })).messages)).toEqual([
      'm3',
    ]);
    expect((await pages.peek(news, 'b', { ...all, from: 'now' })).messages).toEqual([]);
  });

  it('belong to one reader of one channel', async () => {
    const { news, pages } = await newsOf(1);
    const { name } = await pages.peek(news, 'r', all);
    expect(await pages.advance(news, 'other', { name, count: undefined })).toBe(false);
    expect(await pages.advance(news, 'r', { name: 'unknown', count: undefined })).toBe(false);
    expect(contents(await news.read('r'))).toEqual(['m1']);
    expect(contents(await news.read('other'))).toEqual(['m1']);
  });

  it('are forgotten from the seventeenth of a reader on, the first one first', async () => {
    const { news, pages } = await newsOf(1);
    const names: string[] = [];
    for (let n = 0; n < 17; n += 1) names.push((await pages.peek(news, 'r', all)).name);
    const known = (name: string) => pages.advance(news, 'r', { name, count: 0 });
    expect(await Promise.all(names.slice(0, 3).map(known))).toEqual([false, true, true]);
    expect(await known(names[16]!)).toBe(true);
  });

  it('are forgotten of the reader who has not looked for longest, where ten thousand look', async () => {
    const { news, pages } = await newsOf(1);
    const { name } = await pages.peek(news, 'first', all);
    const second = await pages.peek(news, 'second', all);
    for (let n = 0; n < 9_998; n += 1) await pages.peek(news, `r${n}`, { limit: 1 });
    expect(await pages.advance(news, 'first', { name, count: 0 })).toBe(true);
    const again = await pages.peek(news, 'first', all);
    await pages.peek(news, 'one more', all);
    expect(await pages.advance(news, 'second', { name: second.name, count: 0 })).toBe(false);
    expect(await pages.advance(news, 'first', { name: again.name, count: 0 })).toBe(true);
  });

  it('show nothing that is due to go, and count as reading', async () => {
    const parts = bench();
    const retention = { maxAgeMs: 1_000 };
    const news = await started(
      new News({ id: 'news', ...parts, retention, maintenanceIntervalMs: 1_000_000 }),
    );
    const pages = new PeekedPages();
    await news.write('w', 'old');
    await parts.clock.advance(2_000);
    expect(news.active().attendance.isAttended(parts.clock.nowMs())).toBe(false);
    expect((await pages.peek(news, 'r', all)).messages).toEqual([]);
    expect(news.active().attendance.isAttended(parts.clock.nowMs())).toBe(true);
  });

  it('are none of a channel that is claimed from', async () => {
    const jobs = await started(new Jobs({ id: 'jobs', ...bench() }));
    const pages = new PeekedPages();
    const refused = expect.objectContaining({ code: 'HOLON_UNSUPPORTED_OPERATION' }) as unknown;
    await expect(pages.peek(jobs, 'r', all)).rejects.toEqual(refused);
    const advancing = pages.advance(jobs, 'r', { name: 'x', count: 1 });
    await expect(advancing).rejects.toEqual(refused);
  });

  it('are for those who may read, for as long as they may', async () => {
    const security = new AclSecurity({ read: ['r'], write: ['w'] });
    const { news, pages } = await newsOf(1, { security });
    const forbidden = expect.objectContaining({ code: 'HOLON_FORBIDDEN' }) as unknown;
    const [reader, nobody] = [{ systemId: 'r', role: 'read' as const }, { systemId: 'x' }];
    const { name } = await pages.peek(news, reader, all);
    await expect(pages.peek(news, nobody, all)).rejects.toEqual(forbidden);
    const advancing = pages.advance(news, nobody, { name, count: 1 });
    await expect(advancing).rejects.toEqual(forbidden);
    expect(await pages.advance(news, reader, { name, count: 1 })).toBe(true);
  });
});
