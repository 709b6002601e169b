import { ChannelClient } from '../../../src/channels/channel-client';
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { MailboxChannel } from '../../../src/channels/mailbox-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { drainAll, launch } from '../../helpers/launch';

afterEach(drainAll);

@Channel({ id: 'questions' })
class Questions extends WorkQueueChannel<string, 'questions'> {}

@Channel({ id: 'bulk' })
class Bulk extends WorkQueueChannel<string, 'bulk'> {}

@Channel({ id: 'news' })
class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'answers' })
class Answers extends MailboxChannel<string, 'answers'> {}

const access = channelAccess({ own: [Questions, Bulk, News, Answers] });

@System({ id: 'oracle', channels: access })
class Oracle {
  constructor(readonly client: ChannelClient<typeof access>) {}
  @Consume(Questions, { to: Answers })
  answer({ content }: ChannelMessage<string>): string {
    return content.toUpperCase();
  }
  @Consume(News, { to: Answers })
  comment({ content }: ChannelMessage<string>): string {
    return content.toUpperCase();
  }
  @Consume(Bulk, { to: Answers, batch: 2 })
  answerAll(questions: readonly ChannelMessage<string>[]): string {
    return questions.map(({ content }) => content).join('+');
  }
}

async function asked() {
  const { app, clock } = await launch(Oracle);
  return { clock, alice: app.client(access, 'alice'), bob: app.client(access, 'bob') };
}

describe('the result of a consumed message that asks for a reply', () => {
  it.each([
    ['work queue', Questions],
    ['broadcast', News],
  ])('goes to its sender alone, with its correlation id (%s)', async (_kind, channel) => {
    const { alice, bob, clock } = await asked();
    await alice.write(channel, 'why', { replyTo: 'answers', correlationId: 'c1' });
    await clock.advance(0);
    expect(await bob.read(Answers)).toEqual([]);
    expect(await alice.read(Answers)).toMatchObject([
      { content: 'WHY', senderId: 'oracle', recipientId: 'alice', correlationId: 'c1' },
    ]);
  });

  it('is what request waits for', async () => {
    const { alice } = await asked();
    const reply = await alice.request(Questions, 'why', { replies: Answers, timeoutMs: 1_000 });
    expect(reply).toMatchObject({ content: 'WHY', recipientId: 'alice' });
  });

  it('is for all where the reply is wanted elsewhere, or nowhere', async () => {
    const { alice, bob, clock } = await asked();
    await alice.write(Questions, 'why', { replyTo: 'elsewhere', correlationId: 'c1' });
    await alice.write(Questions, 'how');
    await clock.advance(0);
    const heard = await bob.read(Answers);
    expect(heard.map(({ content, recipientId }) => [content, recipientId])).toEqual([
      ['WHY', undefined],
      ['HOW', undefined],
    ]);
  });

  it('is for all where it comes of a batch', async () => {
    const { alice, bob, clock } = await asked();
    await alice.transaction(async (tx) => {
      await tx.write(Bulk, 'a', { replyTo: 'answers' });
      await tx.write(Bulk, 'b', { replyTo: 'answers' });
    });
    await clock.advance(0);
    expect(await bob.read(Answers)).toMatchObject([{ content: 'a+b' }]);
  });
});
