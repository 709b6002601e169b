import { WorkQueueChannel } from '../../../src/channels/work-queue-channel';
import { Channel } from '../../../src/decorators/channel';
import { channelAccess } from '../../../src/decorators/channel-access';
import { Consume } from '../../../src/decorators/consume';
import { Subsystem } from '../../../src/decorators/subsystem';
import { System } from '../../../src/decorators/system';
import { Inbox } from '../../../src/queues/inbox';
import { Outbox } from '../../../src/queues/outbox';
import { createDeferred } from '../../../src/util/deferred';
import { drainAll, launch } from '../../helpers/launch';

let received: string[] = [];
beforeEach(() => {
  received = [];
});
afterEach(drainAll);

@System({ id: 'source' })
class Source {
  readonly gate = createDeferred();
  constructor(private readonly outbox: Outbox<string>) {}
  /** One message at once and one when the test says so, however late. */
  async run(): Promise<void> {
    await this.outbox.send('first');
    await this.gate.promise;
    await this.outbox.send('last');
  }
}

@System({ id: 'relay', inbox: { capacity: 1 } })
class Relay {
  constructor(
    private readonly inbox: Inbox<string>,
    private readonly outbox: Outbox<string>,
  ) {}
  async run(): Promise<void> {
    for await (const { content } of this.inbox) await this.outbox.send(`${content}, relayed`);
    received.push('relay ended');
  }
}

@System({ id: 'sink', inbox: true })
class Sink {
  constructor(private readonly inbox: Inbox<string>) {}
  async run(): Promise<void> {
    for await (const { content } of this.inbox) received.push(content);
    received.push('sink ended');
  }
}

@System({ id: 'chain' })
class Chain {
  // The last of the chain is declared first: the order of shutdown comes from `next`.
  @Subsystem(Sink) readonly sink!: Sink;
  @Subsystem(Relay, { next: [Sink] }) readonly relay!: Relay;
  @Subsystem(Source, { next: [Relay] }) readonly source!: Source;
}

describe('a chain of inboxes', () => {
  it('is shut down from its beginning, after work in flight, and loses nothing', async () => {
    const { app, clock } = await launch(Chain);
    await clock.advance(100);
    expect(received).toEqual(['first, relayed']);
    const drained = app.drain();
    await clock.advance(3_000);
    expect(received).toEqual(['first, relayed']);
    app.get(Source).gate.resolve();
    expect((await drained).completed).toBe(true);
    expect(received).toEqual(['first, relayed', 'last, relayed', 'relay ended', 'sink ended']);
  });

  it('blames at the deadline only the one that held it up', async () => {
    const { app, clock } = await launch(Chain);
    await clock.advance(0);
    const drained = app.drain({ timeoutMs: 1_000 });
    await clock.advance(1_000);
    expect((await drained).abandoned).toEqual(["system 'source' had not ended"]);
    expect(received).toEqual(['first, relayed', 'relay ended', 'sink ended']);
  });

  it('shares an inbox among replicas: each message goes to one, the end to all', async () => {
    @System({ id: 'burst' })
    class Burst {
      constructor(private readonly outbox: Outbox<string>) {}
      async run(): Promise<void> {
        for (const content of ['a', 'b', 'c', 'd']) await this.outbox.send(content);
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Burst, { next: [Sink] }) readonly burst!: Burst;
      @Subsystem(Sink, { replicas: 3 }) readonly sinks!: readonly Sink[];
    }
    const { app } = await launch(Top);
    expect((await app.drain()).completed).toBe(true);
    expect([...received].sort()).toEqual([
      'a',
      'b',
      'c',
      'd',
      'sink ended',
      'sink ended',
      'sink ended',
    ]);
  });

  it('is worked off by ticks too, one message a step', async () => {
    @System({ id: 'burst' })
    class Burst {
      constructor(private readonly outbox: Outbox<string>) {}
      async setup(): Promise<void> {
        for (const content of ['a', 'b', 'c']) await this.outbox.send(content);
      }
    }
    @System({ id: 'ticking', inbox: true })
    class Ticking {
      constructor(private readonly inbox: Inbox<string>) {}
      async step(): Promise<void> {
        const message = await this.inbox.receive();
        received.push(message.isShutdown ? 'shutdown' : message.content);
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Burst, { next: [Ticking] }) readonly burst!: Burst;
      @Subsystem(Ticking) readonly ticking!: Ticking;
    }
    const { app, clock } = await launch(Top);
    const drained = app.drain();
    await clock.advance(10_000);
    expect(await drained).toMatchObject({ completed: true, elapsedMs: 2_000 });
    expect(received).toEqual(['a', 'b', 'c']);
  });

  it('wakes a step that waits for a message that will not come', async () => {
    @System({ id: 'idle' })
    class Idle {
      constructor(readonly outbox: Outbox<string>) {}
    }
    @System({ id: 'ticking', inbox: true })
    class Ticking {
      constructor(private readonly inbox: Inbox<string>) {}
      async step(): Promise<void> {
        received.push((await this.inbox.receive()).isShutdown ? 'shutdown' : 'message');
      }
    }
    @System({ id: 'top' })
    class Top {
      @Subsystem(Idle, { next: [Ticking] }) readonly idle!: Idle;
      @Subsystem(Ticking) readonly ticking!: Ticking;
    }
    const { app } = await launch(Top);
    expect(await app.drain()).toMatchObject({ completed: true, elapsedMs: 0 });
    expect(received).toEqual(['shutdown']);
  });

  it('reports what nobody has received', async () => {
    @System({ id: 'burst' })
    class Burst {
      constructor(private readonly outbox: Outbox<string>) {}
      async setup(): Promise<void> {
        for (const content of ['a', 'b']) await this.outbox.send(content);
      }
    }
    @System({ id: 'deaf', inbox: true })
    class Deaf {}
    @System({ id: 'top' })
    class Top {
      @Subsystem(Burst, { next: [Deaf] }) readonly burst!: Burst;
      @Subsystem(Deaf, { replicas: 2 }) readonly deaf!: readonly Deaf[];
    }
    const { app } = await launch(Top);
    expect(await app.drain()).toMatchObject({
      completed: false,
      abandoned: ["2 messages of inbox 'top/deaf' were not received"],
    });
  });

  it('stops the consumers of a system while its inbox is worked off', async () => {
    @Channel({ id: 'jobs' })
    class Jobs extends WorkQueueChannel<string, 'jobs'> {}
    const access = channelAccess({ own: [Jobs] });
    const reading = channelAccess({ read: [Jobs] });
    @System({ id: 'both', inbox: true, channels: reading })
    class Both {
      constructor(private readonly inbox: Inbox<string>) {}
      async run(): Promise<void> {
        for await (const { content } of this.inbox) received.push(content);
      }
      @Consume(Jobs) work(): void {
        received.push('job');
      }
    }
    @System({ id: 'top', channels: access })
    class Top {
      @Subsystem(Source, { next: [Both] }) readonly source!: Source;
      @Subsystem(Both, { channels: { read: [Jobs] } }) readonly both!: Both;
    }
    const { app, clock } = await launch(Top);
    await clock.advance(0);
    const drained = app.drain();
    await clock.advance(100);
    app.get(Source).gate.resolve();
    expect((await drained).completed).toBe(true);
    expect(received).toEqual(['first', 'last']);
  });
});
