import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { ChannelClient } from '../../../src/channels/channel-client';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { PassthroughChannel } from '../../../src/channels/passthrough-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { System } from '../../../src/decorators/system';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'jobs', maxAttempts: 1 })
class Jobs extends WorkQueueChannel<string, 'jobs'> {}

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'events', maxAttempts: 1 })
class Events extends PassthroughChannel<string, 'events'> {}

@Channel({ id: 'letters' })
class Letters extends MailboxChannel<string, 'letters'> {}

const access = channelAccess({ own: [Jobs, News, Events, Letters] });

@System({ id: 'office', channels: access })
class Office {
  constructor(readonly client: ChannelClient<typeof access>) {}
}

async function launchOffice(store = new MemoryStore()) {
  const { app } = await launch(Office, { store });
  const left = async () => (await app.drain()).channels;
  return { app, client: app.get(Office).client, left };
}

describe('what a drain says is left', () => {
  it('is nothing of what a channel merely keeps for its readers', async () => {
    const { client, left } = await launchOffice();
    await client.write(News, 'snow');
    await client.write(Events, 'door opened');
    expect(await left()).toEqual([]);
  });

  it('is what waits in a work queue, and what has died', async () => {
    const { client, left } = await launchOffice();
    for (const job of ['a', 'b', 'c']) await client.write(Jobs, job);
    const [first, second] = await client.claim(Jobs, { limit: 2 });
    await first?.ack();
    await second?.nack();
    expect(await left()).toEqual([{ id: 'jobs', pending: 1, claimed: 0, dead: 1 }]);
  });

  it('is what was claimed or has died in a channel of any kind', async () => {
    const { client, left } = await launchOffice();
    await client.write(Events, 'broken');
    await client.write(Events, 'taken');
    await (await client.claim(Events, { limit: 1 }))[0]?.nack();
    await client.claim(Events);
    expect(await left()).toEqual([{ id: 'events', pending: 0, claimed: 1, dead: 1 }]);
  });

  it('is the unread mail of a mailbox, all of it when nobody has ever read', async () => {
    const { client, left } = await launchOffice();
    await client.write(Letters, 'first', { recipientId: 'office' });
    await client.write(Letters, 'second', { recipientId: 'office' });
    expect(await left()).toEqual([{ id: 'letters', pending: 2, claimed: 0, dead: 0 }]);
  });

  it('is not the mail that has been read', async () => {
    const { client, left } = await launchOffice();
    await client.write(Letters, 'first', { recipientId: 'office' });
    await client.read(Letters);
    await client.write(Letters, 'second', { recipientId: 'office' });
    expect(await left()).toEqual([{ id: 'letters', pending: 1, claimed: 0, dead: 0 }]);
  });

  it('is said to be unknown where the store cannot tell', async () => {
    const store = new MemoryStore();
    const { app } = await launchOffice(store);
    jest.spyOn(store.open('jobs'), 'stats').mockImplementation(() => {
      throw new Error('disk full');
    });
    const { completed, abandoned } = await app.drain();
    expect(completed).toBe(false);
    expect(abandoned).toEqual(["what is left in channel 'jobs' is not known: its store failed"]);
  });
});
