import { message, TempFolder } from './temp-store';

let folder: TempFolder;
beforeEach(() => {
  folder = new TempFolder();
});
afterEach(() => folder.remove());

const HALF = '\ud83d';

describe('the ids that a SQLite store keeps', () => {
  it.each(['id', 'senderId', 'recipientId', 'correlationId', 'replyTo'])(
    'are whole text: %s',
    async (field) => {
      const log = await folder.open().open('q');
      const refused = log.append({ ...message('a'), [field]: `a${HALF}` });
      await expect(refused).rejects.toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
      expect(log.count).toBe(0);
    },
  );

  it('are whole text: keys and channels', async () => {
    const store = folder.open();
    const log = await store.open('q');
    await expect(log.append(message('a'), { key: HALF })).rejects.toMatchObject({
      code: 'HOLON_INVALID_ARGUMENT',
    });
    await expect(store.open(HALF)).rejects.toMatchObject({ code: 'HOLON_INVALID_ARGUMENT' });
  });

  it('may hold any whole character', async () => {
    const log = await folder.open().open('😀');
    await log.append(message('😀', { senderId: '😀' }), { key: '😀' });
    expect((await log.get('😀'))?.message.senderId).toBe('😀');
  });
});
