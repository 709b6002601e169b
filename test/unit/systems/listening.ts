/** A system that listens to a broadcast, in three ways, with a handler that the test gives. */
import { BroadcastChannel } from '../../../src/channels/broadcast-channel';
import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume, type ConsumeContext } from '../../../src/decorators/consume';
import { Inject } from '../../../src/decorators/inject';
import { System } from '../../../src/decorators/system';
import type { ChannelMessage } from '../../../src/model/channel-message';
import { MemoryStore } from '../../../src/stores/memory/memory-store';
import { BaseSystem } from '../../../src/systems/base-system';
import { launch } from '../../helpers/launch';

@Channel({ id: 'news', maxAttempts: 3, claimTimeoutMs: 5_000 })
export class News extends BroadcastChannel<string, 'news'> {}

@Channel({ id: 'digests', capacity: 3 })
export class Digests extends WorkQueueChannel<string, 'digests'> {}

export const access = channelAccess({ own: [News, Digests] });

export type Handler = (news: readonly string[], context: ConsumeContext) => unknown;

@System({ id: 'listener', channels: access })
export class Listener extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { to: Digests })
  async listen({ content }: ChannelMessage<string>, context: ConsumeContext): Promise<string> {
    return (await this.handler([content], context)) as string;
  }
}

@System({ id: 'listener', channels: access })
export class BatchListener extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { to: Digests, batch: 3 })
  async listen(news: readonly ChannelMessage<string>[], context: ConsumeContext): Promise<string> {
    const contents = news.map(({ content }) => content);
    return (await this.handler(contents, context)) as string;
  }
}

@System({ id: 'listener', channels: access })
export class Latecomer extends BaseSystem {
  constructor(@Inject('handler') private readonly handler: Handler) {
    super();
  }
  @Consume(News, { from: 'now' })
  listen({ content }: ChannelMessage<string>, context: ConsumeContext): unknown {
    return this.handler([content], context);
  }
}

type Root = typeof Listener | typeof BatchListener | typeof Latecomer;

export async function start(root: Root, handler: Handler, store = new MemoryStore()) {
  const test = await launch(root, { providers: [['handler', handler]], store });
  const outside = test.app.client(access, 'outside');
  return {
    ...test,
    store,
    outside,
    tell: async (...news: string[]) => {
      await outside.transaction(async (tx) => {
        for (const one of news) await tx.write(News, one);
      });
      await test.clock.advance(0);
    },
    /** Takes the digests that are there, to make room. */
    take: async () => {
      const claims = await outside.claim(Digests, { limit: 100 });
      for (const claim of claims) await claim.ack();
      return claims.map(({ content }) => content);
    },
    lag: async () => (await outside.host(News).stats()).readers.listener?.lag,
  };
}

/** A handler that keeps what it is given. */
export function keeping(): { seen: string[]; handler: Handler } {
  const seen: string[] = [];
  return { seen, handler: (news) => void seen.push(news.join('+')) };
}
